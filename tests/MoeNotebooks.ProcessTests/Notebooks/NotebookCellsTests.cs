using MoeNotebooks.Tests.Notebooks;

namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>
/// Real notebooks in a real kernel: a cell that is run twice says the same, one that is run too early says what is
/// missing, and every solution runs.
/// </summary>
/// <param name="runs">What they said.</param>
[Collection("threads")]
public sealed class NotebookCellsTests(KernelRuns runs) : IClassFixture<KernelRuns>
{
    private const string Missing = "does not exist in the current context";

    public static TheoryData<string> Solutions =>
        [
            .. Directory
                .GetFiles(Path.Combine(NotebookLintTests.Folder, "solutions"), "*.ipynb")
                .Select(path => "solutions/" + Path.GetFileName(path))
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(NotebookLintTests.All), MemberType = typeof(NotebookLintTests))]
    public void A_cell_run_twice_says_the_same(string name)
    {
        foreach (var (id, first, second) in runs[name].Cells)
        {
            first.Error.ShouldBeNull($"{name}, {id}");
            second.Error.ShouldBeNull($"{name}, {id}, the second time");
            second.Published.ShouldBe(first.Published, $"{name}, {id}");
        }
    }

    /// <summary>
    /// A cell that needs something of an earlier one is refused before anything of it runs; the last one always does.
    /// </summary>
    [Theory]
    [MemberData(nameof(NotebookLintTests.All), MemberType = typeof(NotebookLintTests))]
    public void A_cell_run_too_early_names_what_is_missing(string name)
    {
        runs[name].Early[0].Error.ShouldNotBeNull(name);
        foreach (var (id, error) in runs[name].Early)
        {
            (error ?? Missing).ShouldContain(Missing, customMessage: $"{name}, {id}");
        }
    }

    [Theory]
    [MemberData(nameof(Solutions))]
    public void Every_solution_runs(string name)
    {
        foreach (var (id, first, _) in runs[name].Cells)
        {
            first.Error.ShouldBeNull($"{name}, {id}");
        }
    }

    [Theory]
    [MemberData(nameof(Solutions))]
    public void A_solution_belongs_to_a_notebook_with_exercises(string name) =>
        File.ReadAllText(Path.Combine(NotebookLintTests.Folder, Path.GetFileName(name))).ShouldContain("## What if");
}
