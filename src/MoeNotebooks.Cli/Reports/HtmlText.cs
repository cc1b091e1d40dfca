using System.Net;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Reports;

/// <summary>Text from anywhere as HTML that shows it and does nothing else.</summary>
internal static partial class HtmlText
{
    /// <summary>Escaped; what would reverse or hide text is made visible.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(ErrorText.Visible(text));

    /// <summary>Console text: terminal colours and cursor moves are left out, the rest is escaped.</summary>
    public static string Console(string text) => Escape(TerminalSequences().Replace(text, string.Empty));

    [GeneratedRegex(
        @"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\))",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex TerminalSequences();
}
