using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Reports;

/// <summary>A table or a verdict that a cell published.</summary>
internal abstract record PublishedOutput
{
    /// <summary>A table.</summary>
    public sealed record OfTable(string Name, string Csv) : PublishedOutput;

    /// <summary>A verdict.</summary>
    public sealed record OfVerdict(Verdict Verdict) : PublishedOutput;

    /// <summary>
    /// Reads the output as it stands in a notebook: an object, or, by the stock kernel, a text that holds one.
    /// </summary>
    public static PublishedOutput? Read(JsonNode node)
    {
        try
        {
            var json = node as JsonObject ?? JsonNode.Parse(Cell.Text(node)) as JsonObject;
            return json is null ? null
                : Published.ReadVerdict(json) is { } verdict ? new OfVerdict(verdict)
                : Published.ReadTable(json) is { } table ? new OfTable(table.Name, table.Csv)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>All that a notebook published, and the unnamed tables it showed, in order.</summary>
    public static IEnumerable<PublishedOutput> In(Notebook notebook)
    {
        foreach (var (cell, number) in notebook.CodeCells.Select((cell, i) => (cell, i + 1)))
        {
            foreach (var data in Cell.OutputsOf(cell).Select(output => Cell.In(output, "data")).OfType<JsonObject>())
            {
                if (data[Published.MimeType] is { } published && Read(published) is { } ours)
                {
                    yield return ours;
                }
                else if (CsvLink.Find(Cell.Text(data["text/html"])) is { } csv)
                {
                    yield return new OfTable($"cell-{number}", csv);
                }
            }
        }
    }
}
