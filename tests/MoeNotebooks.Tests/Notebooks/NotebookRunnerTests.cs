using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class NotebookRunnerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Cells_run_in_order_and_keep_their_outputs()
    {
        var notebook = Notebooks.Of("# text", "one", "  ", "two");
        var kernel = FakeKernel.Echo();
        var result = await Run(notebook, kernel);

        result.Status.ShouldBe(RunStatus.Finished);
        notebook.CodeCells.Select(cell => (int?)cell["execution_count"]).ShouldBe([1, null, 2]);
        Cell.Text(Cell.OutputsOf(notebook.CodeCells.Last())[0]!["text"]).ShouldBe("two");
        kernel.Disposed.ShouldBeTrue();
    }

    [Fact]
    public async Task The_first_cell_that_fails_ends_the_run_and_is_named()
    {
        var notebook = Notebooks.Of("one", "fail", "three");
        var result = await Run(notebook, FakeKernel.Echo());

        result.Status.ShouldBe(RunStatus.Failed);
        result.Where.ShouldBe("cell 2 ('c1')");
        result.ShortError.ShouldBe("it failed");
        var outputs = Cell.OutputsOf(notebook.CodeCells.ElementAt(1));
        outputs.Select(output => Cell.Text(output!["output_type"])).ShouldBe(["stream", "error"]);
        notebook.CodeCells.Last()["execution_count"].ShouldBeNull();
    }

    [Fact]
    public async Task A_cell_over_its_time_is_given_up_with_what_it_wrote()
    {
        var notebook = Notebooks.Of("loop");
        var result = await Run(notebook, Waiting(), TimeSpan.FromMilliseconds(50));

        result.Status.ShouldBe(RunStatus.Failed);
        result.ShortError.ShouldBe("The cell ran longer than 0.05 s.");
        Cell.OutputsOf(notebook.CodeCells.First())
            .Select(output => Cell.Text(output!["output_type"]))
            .ShouldBe(["stream", "error"]);
    }

    [Fact]
    public async Task A_stop_is_told_from_a_failure()
    {
        using var stop = new CancellationTokenSource(50);
        var result = await Run(Notebooks.Of("loop"), Waiting(), stop: stop);
        result.Status.ShouldBe(RunStatus.Stopped);
        result.ShortError.ShouldBe("The run was stopped.");
    }

    [Fact]
    public async Task The_cell_in_which_the_kernel_died_is_named()
    {
        var kernel = new FakeKernel((_, _, _) => throw new KernelDiedException(137));
        var result = await Run(Notebooks.Of("one"), kernel);
        result.Status.ShouldBe(RunStatus.Failed);
        result.Where.ShouldBe("cell 1 ('c0')");
        result.ShortError.ShouldBe(
            "The notebook's process ended with exit code 137 (killed: by someone, or for want of memory)."
        );
    }

    [Fact]
    public async Task Results_of_an_earlier_run_are_forgotten()
    {
        var notebook = Notebooks.Of("one", "fail", "three");
        await Run(notebook, FakeKernel.Echo());
        await Run(notebook, FakeKernel.Echo());
        Cell.OutputsOf(notebook.CodeCells.First()).Count.ShouldBe(1);
    }

    private static FakeKernel Waiting() =>
        new(
            async (_, output, stop) =>
            {
                output(new CellOutput.Text("stdout", "begun"));
                await Task.Delay(Timeout.Infinite, stop);
                return true;
            }
        );

    private static Task<RunResult> Run(
        Notebook notebook,
        FakeKernel kernel,
        TimeSpan? timeout = null,
        CancellationTokenSource? stop = null
    ) =>
        new NotebookRunner(timeout ?? Long, _ => kernel, TimeProvider.System).RunAsync(
            notebook,
            new SilentWatch(),
            stop?.Token ?? TestContext.Current.CancellationToken
        );
}
