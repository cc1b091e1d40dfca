using System.Text;

namespace MoeNotebooks.Files;

/// <summary>
/// File names that come from data (an index, a hub's listing): they must stay inside their folder on every system.
/// </summary>
internal static class RelativeName
{
    private const int LongestSegment = 255; // bytes; the limit of most file systems
    private const int LongestName = 1024;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "COM1",
        "COM2",
        "COM3",
        "COM4",
        "COM5",
        "COM6",
        "COM7",
        "COM8",
        "COM9",
        "LPT1",
        "LPT2",
        "LPT3",
        "LPT4",
        "LPT5",
        "LPT6",
        "LPT7",
        "LPT8",
        "LPT9",
    };

    /// <summary>
    /// What is wrong with a relative name with forward slashes; <see langword="null"/> where it is fine.
    /// </summary>
    /// <param name="name">The name.</param>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName)
        {
            return name.Length == 0 ? "is empty" : $"has {name.Length} characters; the limit is {LongestName}";
        }

        if (name[0] == '/' || name.IndexOfAny(['\\', ':', '*', '?', '"', '<', '>', '|']) >= 0)
        {
            return "must be relative, with forward slashes and without \\ : * ? \" < > |";
        }

        return name.Any(char.IsControl)
            ? "holds a control character"
            : name.Split('/').Select(SegmentProblem).FirstOrDefault(problem => problem is not null);
    }

    private static string? SegmentProblem(string segment)
    {
        if (segment is "" or "." or "..")
        {
            return "leads out of its folder";
        }

        if (segment[^1] is '.' or ' ')
        {
            return "has a part that ends with a dot or a space";
        }

        if (Encoding.UTF8.GetByteCount(segment) is var bytes && bytes > LongestSegment)
        {
            return $"has a part of {bytes} bytes; the limit is {LongestSegment}";
        }

        return Reserved.Contains(segment.Split('.')[0].TrimEnd(' ')) ? "is a device's name on Windows" : null;
    }
}
