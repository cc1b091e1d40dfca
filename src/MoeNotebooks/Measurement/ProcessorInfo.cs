using System.Runtime.InteropServices;

namespace MoeNotebooks.Measurement;

/// <summary>What Linux says of the processor; elsewhere only what .NET knows.</summary>
internal static class ProcessorInfo
{
    private const string Source = "/proc/cpuinfo";

    /// <summary>Its name; its architecture where the system names none.</summary>
    public static string Name() => Value("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>What it can do, in Linux's words; nothing elsewhere.</summary>
    public static IReadOnlyList<string> Flags() => Value("flags")?.Split(' ') ?? [];

    private static string? Value(string key) =>
        File.Exists(Source)
        && File.ReadLines(Source).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : null;
}
