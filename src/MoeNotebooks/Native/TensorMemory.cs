using static TorchSharp.torch;

namespace MoeNotebooks.Native;

/// <summary>Where a tensor's numbers are.</summary>
internal static class TensorMemory
{
    /// <summary>
    /// The address of the first number of a contiguous tensor on the CPU, valid as long as the tensor; 0 for one
    /// without numbers.
    /// </summary>
    public static unsafe nint Address(Tensor tensor)
    {
        if (tensor.numel() == 0)
        {
            return 0;
        }

        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1); // a span of all would have to be shorter than 2 GB
        fixed (byte* address = first.bytes)
        {
            return (nint)address;
        }
    }
}
