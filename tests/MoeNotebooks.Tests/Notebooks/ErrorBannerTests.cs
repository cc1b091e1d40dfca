using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class ErrorBannerTests
{
    [Fact]
    public async Task A_failed_run_says_so_at_the_top_and_before_the_cell_and_the_next_run_takes_it_away()
    {
        var notebook = Notebooks.Of("# Title", "one", "fail", "three");
        ErrorBanner.Put(notebook, await Run(notebook));

        var cells = notebook.Cells.Select(cell => cell!.AsObject()).ToArray();
        cells.Length.ShouldBe(6);
        Cell.SourceOf(cells[0])
            .ShouldBe(
                "<span style=\"color:#b00020\">**This run failed** in <a href=\"#failed-cell\">cell 2 (&#39;c2&#39;)</a>: it failed. Cells after it were not run.</span>".Replace(
                    "&#39;",
                    "'",
                    StringComparison.Ordinal
                )
            );
        Cell.SourceOf(cells[3]).ShouldContain("id=\"failed-cell\"");
        Cell.SourceOf(cells[4]).ShouldBe("fail");
        cells.Count(cell => Cell.HasTag(cell, "papermill-error-cell-tag")).ShouldBe(2);
        notebook.Title.ShouldBe("Title");
        Schema.Problems(notebook).ShouldBeEmpty();

        ErrorBanner.Remove(notebook);
        notebook.Cells.Select(cell => Cell.IdOf(cell!.AsObject())).ShouldBe(["c0", "c1", "c2", "c3"]);
    }

    [Fact]
    public void A_finished_run_has_none_and_what_an_error_says_is_no_HTML()
    {
        var notebook = Notebooks.Of("one");
        ErrorBanner.Put(notebook, new RunResult(RunStatus.Finished, TimeSpan.Zero, null, null));
        notebook.Cells.Count.ShouldBe(1);
        ErrorBanner.Put(
            notebook,
            new RunResult(RunStatus.Stopped, TimeSpan.Zero, "cell 1", "<script>alert(1)</script>")
        );
        Cell.SourceOf(notebook.Cells[0]!.AsObject())
            .ShouldContain("**This run was stopped** before its first cell: &lt;script&gt;");
    }

    private static Task<RunResult> Run(Notebook notebook) =>
        new NotebookRunner(TimeSpan.FromMinutes(1), _ => FakeKernel.Echo(), TimeProvider.System).RunAsync(
            notebook,
            new SilentWatch(),
            TestContext.Current.CancellationToken
        );
}
