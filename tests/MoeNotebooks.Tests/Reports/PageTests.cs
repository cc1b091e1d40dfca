using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;

namespace MoeNotebooks.Tests.Reports;

public sealed class PageTests
{
    [Fact]
    public void The_title_comes_before_the_contents_and_once()
    {
        var page = NotebookReport.Write(
            new Notebook(
                "a.ipynb",
                JsonNode
                    .Parse(
                        """
                        { "metadata": {}, "cells": [
                          { "cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Skipping <experts>\n\n**Question.** Which?" },
                          { "cell_type": "markdown", "id": "b", "metadata": {}, "source": "## Verdict" } ] }
                        """
                    )!
                    .AsObject()
            )
        );
        Regex.Count(page, "<h1>").ShouldBe(1);
        page.ShouldContain("<h1>Skipping &lt;experts&gt;</h1>");
        page.IndexOf("<h1>", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("<nav", StringComparison.Ordinal));
        page.IndexOf("<nav", StringComparison.Ordinal)
            .ShouldBeLessThan(page.IndexOf("Which?", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_colour_of_the_page_has_a_dark_one()
    {
        var page = HtmlPage.Write("t", "<h1>t</h1>", "", "");
        page.ShouldContain("<meta name=\"color-scheme\" content=\"light dark\">");
        var (light, dark) = (Colours(page, ":root { color-scheme"), Colours(page, "dark) { :root {"));
        light.Length.ShouldBeGreaterThan(10);
        dark.ShouldBe(light, ignoreOrder: true);
        // outside the two lists only pictures, which are drawn on white, name a colour of their own
        var rules = page[
            page.IndexOf("* { box-sizing", StringComparison.Ordinal)..page.IndexOf("</style>", StringComparison.Ordinal)
        ];
        Regex
            .Matches(rules, "#[0-9a-f]{6}")
            .Select(match => match.Value)
            .Distinct()
            .ShouldBeSubsetOf(["#ffffff", "#d55e00", "#b3261e"]);
    }

    private static string[] Colours(string page, string begin)
    {
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        return
        [
            .. Regex
                .Matches(page[from..page.IndexOf('}', from + begin.Length)], "--[a-z-]+(?=:)")
                .Select(match => match.Value),
        ];
    }
}
