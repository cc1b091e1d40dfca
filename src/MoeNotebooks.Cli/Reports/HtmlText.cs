using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MoeNotebooks.Cli.Reports;

/// <summary>Text from anywhere as HTML that shows it and does nothing else.</summary>
internal static partial class HtmlText
{
    /// <summary>Escaped; what would reverse or hide text is made visible.</summary>
    public static string Escape(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            shown.Append(IsHidden(c) ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return WebUtility.HtmlEncode(shown.ToString());
    }

    /// <summary>Console text: terminal colours and cursor moves are left out, the rest is escaped.</summary>
    public static string Console(string text) => Escape(TerminalSequences().Replace(text, string.Empty));

    private static bool IsHidden(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t' or '\r')) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TerminalSequences();
}
