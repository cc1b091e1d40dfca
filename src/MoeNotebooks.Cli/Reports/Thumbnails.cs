using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Cli.Reports;

/// <summary>A notebook's charts, small, to stand beside its verdicts.</summary>
/// <param name="charts">Title, anchor and picture of each.</param>
internal sealed class Thumbnails(IReadOnlyList<(string Title, string Anchor, string Picture)> charts)
{
    public static Thumbnails Of(Notebook notebook, string anchor) =>
        new([
            .. from cell in notebook.CodeCells
            from output in Cell.OutputsOf(cell).OfType<JsonObject>()
            let chart = ChartOutput.Find(Cell.Text(Cell.In(output, "data", "text/html")))
            where chart is not null
            let picture = Thumbnail.Of(chart.PictureBytes())
            where picture.Length > 0
            select (chart.TitleText, NotebookHtml.CellAnchor(anchor, cell), picture),
        ]);

    /// <summary>The chart of a verdict, as a link; empty where none is of its figure.</summary>
    /// <param name="figure">The verdict's figure: "Figure 2c, V2-Lite".</param>
    public string For(string figure)
    {
        string[] parts = figure.Split(',', 2, StringSplitOptions.TrimEntries);
        var detail = parts.Length > 1 ? parts[1].Split(' ')[0] : string.Empty;
        var best = charts
            .Where(chart => chart.Title.StartsWith(parts[0], StringComparison.Ordinal))
            .OrderByDescending(chart =>
                detail.Length > 0 && chart.Title.Contains(detail, StringComparison.OrdinalIgnoreCase)
            )
            .FirstOrDefault();
        return best.Title is null
            ? string.Empty
            : $"<a href=\"#{best.Anchor}\"><img class=\"thumbnail\" alt=\"{HtmlText.Escape(best.Title)}\" src=\"data:image/png;base64,{best.Picture}\"></a>";
    }
}
