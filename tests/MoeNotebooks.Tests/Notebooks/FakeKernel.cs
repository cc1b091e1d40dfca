using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

/// <summary>A kernel that does what a test says: a cell's text is looked up, not compiled.</summary>
internal sealed class FakeKernel(Func<string, Action<CellOutput>, CancellationToken, Task<bool>> run) : INotebookKernel
{
    public bool Disposed { get; private set; }

    public Task<bool> RunAsync(string source, Action<CellOutput> output, CancellationToken stop) =>
        run(source, output, stop);

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes every cell's source back and succeeds, but fails at a cell that begins with "fail".</summary>
    public static FakeKernel Echo() =>
        new(
            (source, output, _) =>
            {
                output(new CellOutput.Text("stdout", source));
                if (source.StartsWith("fail", StringComparison.Ordinal))
                {
                    output(new CellOutput.Error("Oops", "it failed", ["it failed", "at line 1"]));
                }

                return Task.FromResult(!source.StartsWith("fail", StringComparison.Ordinal));
            }
        );
}
