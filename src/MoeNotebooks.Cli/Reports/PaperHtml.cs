using System.Globalization;
using MoeNotebooks.Paper;

namespace MoeNotebooks.Cli.Reports;

/// <summary>Table 1 as printed and as it should read, and everything in the paper that does not add up.</summary>
internal static class PaperHtml
{
    public static string Write() =>
        $"""
            <h2 id="paper">Table 1, and what does not add up in the paper</h2>
            <p>As printed (quoted), beside the width of the shared experts by the published configs and the share of a MoE layer that it gives.</p>
            <table><thead><tr><th>Model</th><th>n_e</th><th>n_a</th><th>d</th><th>d_e</th><th>d_a</th><th>d_s printed</th><th>d_s</th>
            <th>d_a/(d_s+d_a) printed</th><th>by the printed d_s</th><th>by the configs</th><th>router</th></tr></thead>
            <tbody>
            {string.Concat(PaperTables.Table1.Select(Row))}</tbody></table>
            <table class="errata"><thead><tr><th>Where</th><th>Printed</th><th>Recomputed</th><th>What it changes</th></tr></thead>
            <tbody>
            {string.Concat(PaperErrata.All.Select(Row))}</tbody></table>

            """;

    private static string Row(ModelRow model)
    {
        var shared = PaperErrata.SharedWidth(model);
        string[] cells =
        [
            model.Model,
            Whole(model.Experts),
            Whole(model.ActiveExperts),
            Whole(model.Hidden),
            Whole(model.ExpertWidth),
            Whole(model.ActiveWidth),
            Whole(model.PrintedSharedWidth),
            Whole(shared),
            Percent(model.PrintedSharePercent),
            Percent(model.RoutedSharePercent(model.PrintedSharedWidth)),
            Percent(model.RoutedSharePercent(shared)),
            model.Router,
        ];
        return Cells(cells);
    }

    private static string Row(Erratum erratum) =>
        Cells([erratum.Where, erratum.Printed, erratum.Recomputed, erratum.Consequence]);

    private static string Cells(IEnumerable<string> cells) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<td>{HtmlText.Escape(cell)}</td>"))}</tr>\n";

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0 '%'", CultureInfo.InvariantCulture);
}
