using System.Globalization;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Reports;

/// <summary>Verdicts as a box in a notebook's text and as rows of the table at the top.</summary>
internal static class VerdictHtml
{
    // csharpier-ignore - a text, which reads as it is written
    public static string Box(Verdict verdict) => $"""
        <div class="verdict"><strong>{HtmlText.Escape(verdict.Figure)}: {Agreement(verdict)}</strong> {Badge(verdict.Kind)}
        <div><em>The paper:</em> {HtmlText.Escape(verdict.Claim)}</div>
        <div><em>Here:</em> {HtmlText.Escape(verdict.Text)}</div></div>
        """;

    /// <summary>A row of the table at the top, with a picture that leads to the chart where there is one.</summary>
    // csharpier-ignore - a text, which reads as it is written
    public static string Row(Verdict verdict, string anchor, TimeSpan elapsed, string thumbnail) => string.Create(CultureInfo.InvariantCulture, $"""
        <tr><td><a href="#{anchor}">{HtmlText.Escape(verdict.Figure)}</a>{thumbnail}</td><td>{HtmlText.Escape(verdict.Claim)}</td>
        <td><strong>{Agreement(verdict)}.</strong> {HtmlText.Escape(verdict.Text)}</td><td>{Badge(verdict.Kind)}</td>
        <td style="text-align:right">{elapsed.TotalSeconds:0.0}</td></tr>

        """);

    public static string Badge(ResultKind kind) =>
        $"<span class=\"badge {ResultKinds.Name(kind)}\">{ResultKinds.Name(kind)}</span>";

    private static string Agreement(Verdict verdict) =>
        $"<span class=\"{verdict.Agreement.ToString().ToLowerInvariant()}\">{verdict.InWords}</span>";
}
