using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;

namespace MoeNotebooks.Tests.Reports;

public sealed class MathHtmlTests
{
    [Theory]
    [InlineData("g_e", "<i>g</i><sub><i>e</i></sub>")]
    [InlineData(@"\bar f_j", "<i>f\u0304</i><sub><i>j</i></sub>")]
    [InlineData(@"e^{H} - 1", "<i>e</i><sup><i>H</i></sup> − 1")]
    [InlineData(
        @"\sum_{e \in \mathrm{top}\,k} g_e(x)",
        "∑<sub><i>e</i> ∈ top <i>k</i></sub> <i>g</i><sub><i>e</i></sub>(<i>x</i>)"
    )]
    [InlineData(@"1 - \binom{E - E/n_d}{k}", "1 − C(<i>E</i> − <i>E</i>/<i>n</i><sub><i>d</i></sub>, <i>k</i>)")]
    [InlineData(@"\lVert f \rVert^c", "‖<i>f</i> ‖<sup><i>c</i></sup>")]
    [InlineData(@"a < \unknown", @"<i>a</i> &lt; \unknown")]
    [InlineData("{a", "<i>a</i>")]
    [InlineData(@"\mathrm", "")]
    [InlineData("a_", "<i>a</i><sub></sub>")]
    [InlineData("", "")]
    public void A_formula_becomes_letters_and_signs(string tex, string html) => MathHtml.Of(tex).ShouldBe(html);

    [Fact]
    public void No_formula_of_a_notebook_keeps_a_command()
    {
        var formulas = Directory
            .EnumerateFiles(Path.Combine(Shared.Repository, "notebooks"), "*.ipynb", SearchOption.AllDirectories)
            .SelectMany(file =>
                Notebook
                    .Load(file)
                    .Cells.Select(cell => cell!.AsObject())
                    .Where(cell => Cell.TypeOf(cell) == "markdown")
            )
            .SelectMany(cell =>
                Regex.Matches(
                    MarkdownHtml.Of(Cell.SourceOf(cell)),
                    "<(span|div) class=\"math\">.*?</\\1>",
                    RegexOptions.Singleline
                )
            )
            .Select(match => match.Value)
            .ToArray();
        formulas.Length.ShouldBeGreaterThan(10);
        formulas.ShouldAllBe(formula => !formula.Contains('\\'));
    }
}
