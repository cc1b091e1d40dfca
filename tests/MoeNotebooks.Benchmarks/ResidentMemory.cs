using System.Globalization;

namespace MoeNotebooks.Benchmarks;

/// <summary>This process's resident memory, in bytes, as Linux counts it.</summary>
internal static class ResidentMemory
{
    public static long Now => Read("VmRSS:");

    /// <summary>The most since <see cref="ResetPeak"/>.</summary>
    public static long Peak => Read("VmHWM:");

    // what the kernel offers for exactly this; not a file that could be half written
    public static void ResetPeak()
    {
        using var file = new FileStream("/proc/self/clear_refs", FileMode.Open, FileAccess.Write);
        file.Write("5"u8);
    }

    private static long Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
