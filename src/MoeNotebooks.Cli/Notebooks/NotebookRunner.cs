using System.Globalization;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Runs the code cells in order and writes their outputs into the notebook; stops at the first that fails.
/// </summary>
/// <param name="cellTimeout">How long one cell may take.</param>
/// <param name="start">Starts a kernel in a folder.</param>
/// <param name="time">The clock.</param>
internal sealed class NotebookRunner(TimeSpan cellTimeout, Func<string, INotebookKernel> start, TimeProvider time)
{
    /// <summary>Runs a notebook; its results are in the notebook itself, whatever happens.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="watch">Is told what happens.</param>
    /// <param name="stop">Asks to give up; the outputs so far stay.</param>
    public async Task<RunResult> RunAsync(Notebook notebook, IRunWatch watch, CancellationToken stop)
    {
        notebook.ClearOutputs();
        var cells = notebook.CodeCells.Where(cell => !string.IsNullOrWhiteSpace(Cell.SourceOf(cell))).ToArray();
        var started = time.GetTimestamp();
        await using var kernel = start(notebook.Folder);
        for (var i = 0; i < cells.Length; i++)
        {
            watch.CellStarted(i + 1, cells.Length);
            cells[i]["execution_count"] = i + 1;
            var outputs = new CellOutputs(cells[i], i + 1);
            var cellStarted = time.GetTimestamp();
            var succeeded = await RunCellAsync(kernel, Cell.SourceOf(cells[i]), outputs, watch, stop);
            outputs.Complete();
            NotebookJson.ChildObject(cells[i]["metadata"]!.AsObject(), "moenotebooks")["seconds"] = Math.Round(
                time.GetElapsedTime(cellStarted).TotalSeconds,
                2
            );
            watch.CellEnded(notebook);
            if (!succeeded)
            {
                var where = string.Create(CultureInfo.InvariantCulture, $"cell {i + 1} ('{Cell.IdOf(cells[i])}')");
                return new RunResult(
                    stop.IsCancellationRequested ? RunStatus.Stopped : RunStatus.Failed,
                    time.GetElapsedTime(started),
                    where,
                    outputs.Error?.Message
                );
            }
        }

        return new RunResult(RunStatus.Finished, time.GetElapsedTime(started), null, null);
    }

    private async Task<bool> RunCellAsync(
        INotebookKernel kernel,
        string source,
        CellOutputs outputs,
        IRunWatch watch,
        CancellationToken stop
    )
    {
        using var timeout = new CancellationTokenSource(cellTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await kernel.RunAsync(
                source,
                output =>
                {
                    outputs.Add(output);
                    watch.Output(output);
                },
                limit.Token
            );
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            outputs.Add(
                stop.IsCancellationRequested
                    ? Error(nameof(OperationCanceledException), "The run was stopped.")
                    : Error(
                        nameof(TimeoutException),
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The cell ran longer than {cellTimeout.TotalSeconds:0.##} s."
                        )
                    )
            );
            return false;
        }
        catch (KernelDiedException death)
        {
            outputs.Add(Error(nameof(KernelDiedException), death.Message));
            return false;
        }
    }

    private static CellOutput.Error Error(string name, string message) => new(name, message, [message]);
}
