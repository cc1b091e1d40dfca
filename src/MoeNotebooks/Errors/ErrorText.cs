using System.Text.RegularExpressions;

namespace MoeNotebooks.Errors;

/// <summary>Joins the parts of an error into one line that is safe to print.</summary>
internal static partial class ErrorText
{
    private const int LongestPart = 300;

    public static string Line(string path, string element, string problem, string? nextStep)
    {
        var parts = new[] { path, element, Plain(problem) }.Where(part => part.Length > 0).Select(Safe);
        return string.Join(": ", parts) + (nextStep is null ? string.Empty : ". " + Safe(nextStep));
    }

    public static string List(IReadOnlyList<string> problems) =>
        problems.Count == 1
            ? problems[0]
            : $"{problems.Count} problems: "
                + string.Join("; ", problems.Select((problem, i) => $"({i + 1}) {problem}"));

    /// <summary>Messages of .NET's JSON reader name its types: said in words instead.</summary>
    private static string Plain(string problem) =>
        TypeName()
            .Replace(problem, match => match.Groups["type"].Value switch
                {
                    "Int16" or "Int32" or "Int64" or "UInt16" or "UInt32" or "UInt64" or "Byte" => "a whole number",
                    "Single" or "Double" or "Decimal" => "a number",
                    "Boolean" => "true or false",
                    "String" => "a text",
                    var other => other,
                });

    [GeneratedRegex(@"\bSystem\.(?:Nullable`1\[\[?System\.)?(?<type>\w+)\b(?:, [^\]]*)?(?:\]\]?)?")]
    private static partial Regex TypeName();

    /// <summary>Text from files may hold control characters or be very long: shown escaped and shortened.</summary>
    public static string Safe(string text)
    {
        var safe = Coded(text, kept: string.Empty);
        return safe.Length <= LongestPart * 20 ? safe : safe[..LongestPart] + "…";
    }

    /// <summary>A name from a file for use inside a message: escaped and cut to a readable length.</summary>
    public static string Name(string name) => Safe(name.Length <= LongestPart ? name : name[..LongestPart] + "…");

    /// <summary>
    /// A text of several lines from anywhere, such as a model's: what would move a cursor, hide or reverse what stands
    /// there is shown as its code.
    /// </summary>
    public static string Visible(string text) => Coded(text, kept: "\n\t\r");

    private static string Coded(string text, string kept) =>
        string.Concat(
            text.Select(c =>
                (char.IsControl(c) && !kept.Contains(c, StringComparison.Ordinal)) || IsBidirectional(c)
                    ? $"\\u{(int)c:x4}"
                    : c.ToString()
            )
        );

    private static bool IsBidirectional(char c) => c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
