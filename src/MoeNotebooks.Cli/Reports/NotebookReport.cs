using System.Text;
using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Cli.Reports;

/// <summary>One notebook as a page.</summary>
internal static class NotebookReport
{
    public static string Write(Notebook notebook)
    {
        var html = new NotebookHtml(notebook, "part", withTitle: false);
        var body = html.Body();
        var navigation = new StringBuilder("<ol>")
            .AppendJoin(
                string.Empty,
                html.Headings.Select(heading => $"<li><a href=\"#{heading.Id}\">{heading.Text}</a></li>")
            )
            .Append("</ol>");
        return HtmlPage.Write(
            notebook.Title,
            $"<h1>{HtmlText.Escape(notebook.Title)}</h1>",
            navigation.ToString(),
            $"<article>{body}</article>"
        );
    }
}
