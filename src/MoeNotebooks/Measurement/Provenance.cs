using System.Globalization;
using System.Runtime.InteropServices;
using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>Where and when something was measured, in a line.</summary>
public static class Provenance
{
    /// <summary>The same of work on a CUDA device, which is named first.</summary>
    internal static string OnDevice(TimeProvider time) => $"{CudaDriver.DeviceName()}, {Here(time)}";

    /// <summary>This machine, the software, and today.</summary>
    /// <param name="time">The clock.</param>
    public static string Here(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ProcessorInfo.Name()}, {get_num_threads()} threads, {RuntimeInformation.FrameworkDescription}, libtorch {LoadedTorch.Find()?.Version ?? "of unknown version"}, moe bench, {time.GetUtcNow():yyyy-MM-dd}"
        );
    }
}
