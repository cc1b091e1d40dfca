using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoeNotebooks.Files;

namespace MoeNotebooks.Tests.Notebooks;

/// <summary>The house rules that every notebook keeps.</summary>
public sealed partial class NotebookLintTests
{
    internal static readonly string Folder = Path.GetFullPath(
        Path.Combine(ProjectFolder.Find("data/paper")!, "../../notebooks")
    );

    /// <summary>The notebooks and the solutions of their exercises.</summary>
    public static TheoryData<string> WithSolutions =>
        [
            .. Directory
                .GetFiles(Folder, "*.ipynb", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Folder, path))
                .Where(path => !path.Contains(".ipynb_checkpoints", StringComparison.Ordinal))
                .Order(),
        ];

    public static TheoryData<string> All =>
        [.. Directory.GetFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(All))]
    public void Code_cells_are_short(string name) =>
        Cells(name, "code")
            .ShouldAllBe(cell =>
                cell.Source.Split('\n').Length <= 15 && cell.Source.Split('\n').All(line => line.Length <= 150)
            );

    [Theory]
    [MemberData(nameof(All))]
    public void About_half_is_prose(string name)
    {
        var share = (double)Cells(name, "markdown").Length / Cells(name).Length;
        share.ShouldBeInRange(0.44, 0.6);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_first_cell_says_what_to_expect(string name)
    {
        var first = Cells(name)[0];
        first.Kind.ShouldBe("markdown");
        first.Source.ShouldStartWith("# ");
        foreach (
            var part in new[]
            {
                "**Question.**",
                "**What the paper did.**",
                "**What it claims.**",
                "**Time and hardware.**",
                "**Expected result.**",
            }
        )
        {
            first.Source.ShouldContain(part);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Finds_its_folder_starts_the_session_then_takes_parameters(string name)
    {
        var code = Cells(name, "code");
        code[0]
            .Source.ShouldBe(
                "if (System.IO.Directory.Exists(\"notebooks\")) System.IO.Directory.SetCurrentDirectory(\"notebooks\");"
            );
        code[1].Source.ShouldContain("Session.Start(");
        code.Count(cell => cell.Tags.Contains("parameters")).ShouldBe(1);
        code[2].Tags.ShouldContain("parameters");
        code.ShouldAllBe(cell => !cell.Tags.Contains("injected-parameters"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Ends_with_a_verdict_in_plain_words_and_exercises(string name)
    {
        var prose = string.Join('\n', Cells(name, "markdown").Select(cell => cell.Source));
        prose.ShouldContain("## Verdict");
        prose.ShouldContain("**does** show");
        prose.ShouldContain("does **not** show");
        prose.ShouldContain("## What if");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Holds_no_path_of_a_machine_and_nothing_from_the_network(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        MachinePath().Match(text).Value.ShouldBe(string.Empty);
        text.ShouldNotContain("cdn.");
        text.ShouldNotContain("/*plotly.js*/");
        new FileInfo(Path.Combine(Folder, name)).Length.ShouldBeLessThan(1_000_000);
    }

    /// <summary>Jupyter and VS Code choose by these; no package is to be restored before the first result.</summary>
    [Theory]
    [MemberData(nameof(WithSolutions))]
    public void Names_the_kernel_that_environment_registers_and_refers_to_no_package(string name)
    {
        var spec = JsonNode.Parse(
            File.ReadAllText(
                Directory
                    .GetFiles(Path.Combine(Shared.Repository, "environment", "jupyter", "kernels", ".net-csharp"))
                    .ShouldHaveSingleItem()
            )
        )!;
        var metadata = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!["metadata"]!;
        metadata["kernelspec"]!["name"]!.GetValue<string>().ShouldBe(".net-csharp");
        metadata["kernelspec"]!["display_name"]!.GetValue<string>().ShouldBe(spec["display_name"]!.GetValue<string>());
        metadata["language_info"]!["name"]!.GetValue<string>().ShouldBe(spec["language"]!.GetValue<string>());
        Cells(name, "code").ShouldAllBe(cell => !cell.Source.Contains("nuget:", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Quick_parameters_are_parameters(string name)
    {
        var quick = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!["metadata"]!["moenotebooks"]![
            "quick"
        ]!.AsObject();
        var parameters = Cells(name, "code").Single(cell => cell.Tags.Contains("parameters")).Source;
        quick.Count.ShouldBeGreaterThan(0);
        quick.ShouldAllBe(pair => parameters.Contains($" {pair.Key} = ", StringComparison.Ordinal));
    }

    /// <summary>Verdicts always are; tables are where the metadata names them.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Says_which_of_its_tables_others_should_find(string name)
    {
        var tables = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!["metadata"]!["moenotebooks"]!
            ["expected"]
            ?["tables"]?.AsObject();
        tables.ShouldNotBeNull("metadata.moenotebooks.expected.tables, which may be {}");
        var code = string.Join('\n', Cells(name, "code").Select(cell => cell.Source));
        tables.ShouldAllBe(table => code.Contains($"PublishedTable.Of(\"{table.Key}\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cells_have_ids_of_their_own(string name) => Cells(name).Select(cell => cell.Id).ShouldBeUnique();

    [GeneratedRegex("""["' (](/(home|root|work|tmp|mnt|usr|var|Users)/|[A-Z]:\\\\)[^"' )]*""")]
    private static partial Regex MachinePath();

    private static Cell[] Cells(string name, string? kind = null)
    {
        var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!["cells"]!.AsArray();
        return
        [
            .. cells
                .Select(cell => new Cell(
                    cell!["id"]!.GetValue<string>(),
                    cell["cell_type"]!.GetValue<string>(),
                    string.Concat(cell["source"]!.AsArray().Select(line => line!.GetValue<string>())),
                    [.. cell["metadata"]?["tags"]?.AsArray().Select(tag => tag!.GetValue<string>()) ?? []]
                ))
                .Where(cell => kind is null || cell.Kind == kind),
        ];
    }

    private sealed record Cell(string Id, string Kind, string Source, string[] Tags);
}
