using System.Globalization;
using MoeNotebooks.Cli.Reports;

namespace MoeNotebooks.Cli.Scores;

/// <summary>The scoreboard as a part of a page.</summary>
internal static class ScoreboardHtml
{
    public static string Write(IReadOnlyList<ScoreRow> rows) =>
        $"""
            <h2 id="scoreboard">Scoreboard</h2>
            <p>The paper's summary, claim by claim: its figure, ours measured, the model's. 95 % intervals in brackets, where the data has repeats;
            H100: <code>data/measured</code>, one H100 with libtorch's operators; mini models: synthetic.</p>
            <table class="scores"><thead><tr><th>Claim</th><th>Paper</th><th>Measured</th><th>Predicted</th><th>Verdict</th></tr></thead>
            <tbody>
            {string.Concat(rows.Select(Row))}</tbody></table>

            """;

    // csharpier-ignore - a text, which reads as it is written
    private static string Row(ScoreRow row) => string.Create(CultureInfo.InvariantCulture, $"""
        <tr><td>{HtmlText.Escape(row.Claim)}<br><code>{HtmlText.Escape(row.Command)}</code></td><td>{Cell(row.Paper)}</td><td>{Cell(row.Measured)}</td>
        <td>{Cell(row.Predicted)}</td><td><strong class="{row.Verdict?.ToString().ToLowerInvariant() ?? "undecided"}">{row.VerdictInWords}</strong></td></tr>

        """);

    /// <summary>A number a line, its second line indented.</summary>
    private static string Cell(IReadOnlyList<Reading>? readings) =>
        readings is null or []
            ? HtmlText.Escape(ScoreRow.Cell(readings))
            : string.Concat(readings.Select(reading => $"<div>{HtmlText.Escape(reading.ToString())}</div>"));
}
