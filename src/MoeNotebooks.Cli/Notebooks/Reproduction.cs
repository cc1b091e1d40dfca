using MoeNotebooks.Cli.Reports;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Runs notebooks one after the other and keeps a folder of results that is whole after every one of them, so that
/// stopping loses only the notebook under way.
/// </summary>
/// <param name="options">What to run.</param>
/// <param name="screen">Shows how it goes.</param>
/// <param name="start">Starts a kernel in a folder.</param>
/// <param name="time">The clock.</param>
internal sealed class Reproduction(
    ReproduceOptions options,
    IReproduceScreen screen,
    Func<string, INotebookKernel> start,
    TimeProvider time
)
{
    /// <summary>Runs them all; one that fails does not keep the next from running.</summary>
    public async Task<IReadOnlyList<NotebookOutcome>> RunAsync(CancellationToken stop)
    {
        var notebooks = ReproducePlan.Make(options);
        var runner = new NotebookRunner(options.CellTimeout, start, time);
        var outcomes = new List<NotebookOutcome>();
        ResultFolder.Clean(options.Output);
        foreach (var notebook in notebooks)
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            var result = await screen.ShowAsync(notebook, watch => runner.RunAsync(notebook, watch, stop));
            outcomes.Add(new NotebookOutcome(notebook, result));
            Note(notebook, result);
            ResultFolder.Write(options.Output, RunResults.Of(outcomes, options, time));
            screen.Ended(notebook, result);
        }

        return outcomes;
    }

    /// <summary>Leaves in the notebook how it was run.</summary>
    private void Note(Notebook notebook, RunResult result) =>
        notebook.Ours["run"] = new System.Text.Json.Nodes.JsonObject
        {
            ["status"] = result.Status.ToString().ToLowerInvariant(),
            ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 1),
            ["quick"] = options.Quick,
        };
}
