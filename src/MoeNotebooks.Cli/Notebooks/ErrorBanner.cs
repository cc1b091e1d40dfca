using System.Text.Json.Nodes;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Two cells that tell a reader of an executed notebook that it is not whole: at its top, and before the cell that did
/// not succeed, which the first links to. Their tag is papermill's, so that programs that know papermill's notebooks
/// know ours.
/// </summary>
internal static class ErrorBanner
{
    private const string Tag = "papermill-error-cell-tag";
    private const string Anchor = "failed-cell";

    /// <summary>Takes the banners of an earlier run away.</summary>
    public static void Remove(Notebook notebook)
    {
        foreach (
            var old in notebook.Cells.Select(cell => cell!.AsObject()).Where(cell => Cell.HasTag(cell, Tag)).ToArray()
        )
        {
            notebook.Cells.Remove(old);
        }
    }

    /// <summary>Puts them into a notebook whose run did not come to its end.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="result">How the run went.</param>
    public static void Put(Notebook notebook, RunResult result)
    {
        Remove(notebook);
        if (result.Status == RunStatus.Finished)
        {
            return;
        }

        var failed = notebook.CodeCells.LastOrDefault(cell => cell["execution_count"] is not null);
        var what = result.Status == RunStatus.Stopped ? "was stopped" : "failed";
        var link = failed is null ? "before its first cell" : $"in <a href=\"#{Anchor}\">{result.Where}</a>";
        if (failed is not null)
        {
            notebook.Cells.Insert(
                notebook.Cells.IndexOf(failed),
                Markdown(
                    "error-here",
                    $"<span id=\"{Anchor}\" style=\"color:#b00020\">The run {what} in the cell below.</span>"
                )
            );
        }

        notebook.Cells.Insert(
            0,
            Markdown(
                "error-banner",
                $"<span style=\"color:#b00020\">**This run {what}** {link}: {Html(result.ShortError)}. Cells after it were not run.</span>"
            )
        );
    }

    private static JsonObject Markdown(string id, string text) =>
        new()
        {
            ["cell_type"] = "markdown",
            ["id"] = id,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(Tag) },
            ["source"] = Cell.Lines(text),
        };

    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(ErrorText.Name(text)).TrimEnd('.');
}
