using System.Globalization;
using System.Runtime.InteropServices;

namespace MoeNotebooks.Benchmarks;

/// <summary>This process's resident memory, in bytes, as Linux counts it.</summary>
internal static partial class ResidentMemory
{
    public static long Now => Read("VmRSS:");

    /// <summary>The most since <see cref="ResetPeak"/>.</summary>
    public static long Peak => Read("VmHWM:");

    /// <summary>
    /// Begins a measurement: freed memory goes back to the system, and the peak is counted from here.
    /// </summary>
    public static void ResetPeak()
    {
        _ = Trim(0);
        using var file = new FileStream("/proc/self/clear_refs", FileMode.Open, FileAccess.Write);
        file.Write("5"u8);
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);

    private static long Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(
                line[field.Length..].Replace("kB", string.Empty, StringComparison.Ordinal),
                CultureInfo.InvariantCulture
            ) * 1024;
    }
}
