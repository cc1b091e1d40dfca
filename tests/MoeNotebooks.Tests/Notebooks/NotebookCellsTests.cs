using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Notebooks;

/// <summary>
/// Real notebooks in a real kernel, with their quick parameters: a cell that is run twice says the same, one that is run too early says
/// what is missing, and every solution runs.
/// </summary>
public sealed class NotebookCellsTests
{
    public static TheoryData<string> Solutions => [.. Directory.GetFiles(Path.Combine(NotebookLintTests.Folder, "solutions"), "*.ipynb")
        .Select(path => "solutions/" + Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(NotebookLintTests.All), MemberType = typeof(NotebookLintTests))]
    public async Task A_cell_run_twice_says_the_same(string name)
    {
        var notebook = Open(name);
        await using var kernel = new ProcessKernel(notebook.Folder);
        foreach (var cell in notebook.CodeCells)
        {
            var (first, second) = (await RunAsync(kernel, cell), await RunAsync(kernel, cell));
            first.Error.ShouldBeNull($"{name}, {Cell.IdOf(cell)}");
            second.Error.ShouldBeNull($"{name}, {Cell.IdOf(cell)}, the second time");
            second.Published.ShouldBe(first.Published, $"{name}, {Cell.IdOf(cell)}");
        }
    }

    [Theory]
    [MemberData(nameof(NotebookLintTests.All), MemberType = typeof(NotebookLintTests))]
    public async Task A_cell_run_too_early_names_what_is_missing(string name)
    {
        var notebook = Open(name);
        await using var kernel = new ProcessKernel(notebook.Folder);
        var cells = notebook.CodeCells.ToArray();
        foreach (var cell in cells.Take(2)) // finds its folder, starts the session
        {
            (await RunAsync(kernel, cell)).Error.ShouldBeNull();
        }

        // the last cell needs something of an earlier one, and is refused before anything runs
        (await RunAsync(kernel, cells[^1])).Error.ShouldNotBeNull().ShouldContain("does not exist in the current context");
    }

    [Theory]
    [MemberData(nameof(Solutions))]
    public async Task Every_solution_runs(string name)
    {
        var notebook = Open(name);
        await using var kernel = new ProcessKernel(notebook.Folder);
        foreach (var cell in notebook.CodeCells)
        {
            (await RunAsync(kernel, cell)).Error.ShouldBeNull($"{name}, {Cell.IdOf(cell)}");
        }
    }

    [Theory]
    [MemberData(nameof(Solutions))]
    public void A_solution_belongs_to_a_notebook_with_exercises(string name) =>
        File.ReadAllText(Path.Combine(NotebookLintTests.Folder, Path.GetFileName(name))).ShouldContain("## What if");

    private static Notebook Open(string name)
    {
        var notebook = Notebook.Load(Path.Combine(NotebookLintTests.Folder, name));
        NotebookParameters.Inject(notebook, notebook.Quick);
        return notebook;
    }

    /// <summary>What a cell published that is not measured anew each time, and its error.</summary>
    private static async Task<(IReadOnlyList<string> Published, string? Error)> RunAsync(ProcessKernel kernel, JsonObject cell)
    {
        var (published, error) = (new List<string>(), (string?)null);
        await kernel.RunAsync(Cell.SourceOf(cell), output =>
        {
            switch (output)
            {
                case CellOutput.Shown { Data: var data } when data[Published.MimeType] is { } json && !IsMeasured(json):
                    published.Add(WithoutTimes(json));
                    break;
                case CellOutput.Error failed:
                    error ??= failed.Message;
                    break;
            }
        }, TestContext.Current.CancellationToken);
        return (published, error);
    }

    /// <summary>A table whose last column was timed here, without that column.</summary>
    private static string WithoutTimes(JsonNode json)
    {
        if (json["csv"]?.GetValue<string>() is { } csv && csv.Split('\n')[0].Split(',')[^1].StartsWith("Measured", StringComparison.Ordinal))
        {
            json["csv"] = string.Join('\n', csv.TrimEnd('\n').Split('\n').Select(line => line[..line.LastIndexOf(',')]));
        }

        return json.ToJsonString();
    }

    private static bool IsMeasured(JsonNode json) => string.Equals(json["kind"]?.GetValue<string>(), nameof(ResultKind.Measured), StringComparison.OrdinalIgnoreCase);
}
