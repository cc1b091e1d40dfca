using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class SavingWatchTests
{
    [Fact]
    public async Task What_ran_is_in_the_file_while_the_next_cell_runs()
    {
        using var folder = new TemporaryFolder();
        var (notebook, seen) = (Notebooks.Of("one", "two"), new List<int>());
        var kernel = new FakeKernel(
            (source, output, _) =>
            {
                seen.Add(
                    File.Exists(folder["out.ipynb"])
                        ? Notebook.Load(folder["out.ipynb"]).CodeCells.Count(cell => Cell.OutputsOf(cell).Count > 0)
                        : -1
                );
                output(new CellOutput.Text("stdout", source));
                return Task.FromResult(true);
            }
        );
        await new NotebookRunner(TimeSpan.FromMinutes(1), _ => kernel, TimeProvider.System).RunAsync(
            notebook,
            new SavingWatch(folder["out.ipynb"], new SilentWatch()),
            TestContext.Current.CancellationToken
        );

        seen.ShouldBe([-1, 1]);
        Notebook.Load(folder["out.ipynb"]).CodeCells.Count(cell => Cell.OutputsOf(cell).Count > 0).ShouldBe(2);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1); // nothing half-written stays
    }
}
