using System.Globalization;

namespace MoeNotebooks.Models;

/// <summary>How much main memory weights may take.</summary>
internal static class AvailableMemory
{
    private const double Share = 0.9;
    private const string MemInfo = "/proc/meminfo";

    /// <summary>Nine tenths of what is free.</summary>
    public static long ForWeights() => (long)(Share * Free());

    /// <summary>What is free now, within the limits of a container.</summary>
    public static long Free()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var free = File.Exists(MemInfo) ? Free(File.ReadLines(MemInfo)) ?? limit : limit;
        return Math.Min(limit, free);
    }

    internal static long? Free(IEnumerable<string> lines) =>
        lines
            .Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length > 1 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out _))
            .Select(parts => (long?)long.Parse(parts[1], CultureInfo.InvariantCulture) * 1024)
            .FirstOrDefault();
}
