using System.Globalization;
using System.Text;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Files;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>
/// Writes a run where lm-eval would: <c>OUTPUT/MODEL/results_DATE.json</c>, and <c>samples_TASK_DATE.jsonl</c> beside
/// it.
/// </summary>
internal static class LmEvalFolder
{
    /// <summary>Writes the files; each appears whole or not at all, the results last.</summary>
    /// <param name="output">The folder.</param>
    /// <param name="run">What was run.</param>
    /// <param name="tasks">The tasks as they were put to the model.</param>
    /// <param name="results">Their results, in the same order.</param>
    /// <param name="logSamples">Whether to write a line per item too.</param>
    /// <returns>The results file.</returns>
    public static string Write(
        string output,
        RunDescription run,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<TaskResult> results,
        bool logSamples
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        var folder = Path.Combine(output, LmEvalResults.FolderName(run.Model));
        var date = run.Started.ToString("yyyy-MM-dd'T'HH-mm-ss.ffffff", CultureInfo.InvariantCulture);
        foreach (var (task, result) in logSamples ? tasks.Zip(results) : [])
        {
            AtomicFile.Write(Path.Combine(folder, $"samples_{result.Task.Name}_{date}.jsonl"), stream =>
                WriteSamples(stream, task, result)
            );
        }

        var path = Path.Combine(folder, $"results_{date}.json");
        AtomicFile.WriteText(path, PythonJson.Write(LmEvalResults.Build(run, tasks, results), indent: 2));
        return path;
    }

    private static void WriteSamples(Stream stream, EncodedTask task, TaskResult result)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        foreach (var (item, answer) in task.Prepared.Items.Zip(result.Items))
        {
            writer.Write(LmEvalSamples.Line(item, answer) + "\n");
        }
    }
}
