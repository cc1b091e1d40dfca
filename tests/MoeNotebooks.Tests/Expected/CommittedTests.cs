using System.Text.RegularExpressions;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Expected;

/// <summary>What is committed as expected, and CLAIMS.md, which maps the paper's claims to it.</summary>
public sealed class CommittedTests
{
    private static readonly string Folder = Path.Combine(Shared.Repository, "data", "expected");
    private static readonly string Claims = File.ReadAllText(Path.Combine(Shared.Repository, ClaimsFile.Name))
        .ReplaceLineEndings("\n");

    /// <summary>The notebooks whose metadata declares what others should find.</summary>
    public static TheoryData<string> Notebooks =>
        [
            .. Directory
                .GetFiles(Path.Combine(Shared.Repository, "notebooks"), "*.ipynb")
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Where(name => Load(name).Metadata["moenotebooks"]?["expected"] is not null)
                .Order(),
        ];

    [Fact]
    public void Each_row_of_the_claims_holds_the_committed_value() =>
        ClaimsFile.Refresh(Claims, Folder).ShouldBe(Claims);

    [Fact]
    public void What_README_says_was_found_is_the_committed_value()
    {
        var readme = File.ReadAllText(Path.Combine(Shared.Repository, "README.md")).ReplaceLineEndings("\n");
        readme.ShouldContain("<!-- 03; skipping-h100;");
        ClaimsFile.Refresh(readme, Folder).ShouldBe(readme);
    }

    [Fact]
    public void Each_command_of_the_claims_is_one_that_moe_takes()
    {
        var commands = Regex
            .Matches(Claims, "`moe ([^`]+)`")
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToArray();
        commands.Length.ShouldBeGreaterThan(8);
        foreach (var command in commands)
        {
            AllCommands.Create().Parse(command).Errors.ShouldBeEmpty(command);
        }
    }

    [Fact]
    public void Each_cell_of_the_claims_is_in_its_notebook()
    {
        var cells = Regex
            .Matches(Claims, "`([0-9]{2}-[a-z-]+)`, `([a-z0-9-]+)`")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value))
            .Distinct()
            .ToArray();
        cells.Length.ShouldBeGreaterThan(15);
        foreach (var (notebook, cell) in cells)
        {
            Load(notebook).CodeCells.Select(Cell.IdOf).ShouldContain(cell, $"{notebook} has no cell {cell}");
        }
    }

    [Fact]
    public void Each_table_and_figure_of_the_paper_has_its_row()
    {
        foreach (
            var part in new[]
            {
                "Figure 1",
                "Figure 2a",
                "Figure 2b",
                "Figure 2c",
                "Figure 3a",
                "Figure 3b",
                "Figure 4a",
                "Figure 4b",
                "Figure 5",
                "Figure 6",
                "Section 4.2",
            }.Concat(Enumerable.Range(1, 12).Except([5, 6, 7]).Select(n => $"Table {n}"))
        )
        {
            Claims.ShouldMatch($@"\| [^|]*\b{Regex.Escape(part)}\b", part);
        }
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void What_a_notebook_declares_as_expected_is_committed(string name)
    {
        var expected = ExpectedResults.Read(ExpectedResults.File(Folder, name)).ShouldNotBeNull();
        expected.Notebook.ShouldBe(name);
        expected.Verdicts.ShouldNotBeEmpty();
        expected.Values.Select(value => value.Name).ShouldBeUnique();
        expected.Values.ShouldAllBe(value => value.Tolerance > 0 || value.Value == 0);
        foreach (var table in ExpectedTable.Of(Load(name)))
        {
            expected.Values.Select(value => value.Table).ShouldContain(table.Name);
        }
    }

    [Fact]
    public void A_mark_that_names_nothing_is_refused() =>
        Should
            .Throw<MoeDataException>(() =>
                ClaimsFile.Refresh("<!-- 02; token-split; no such row; Predicted -->1<!-- end -->", Folder)
            )
            .Message.ShouldContain("no such row");

    private static Notebook Load(string name) =>
        Notebook.Load(Path.Combine(Shared.Repository, "notebooks", name + ".ipynb"));
}
