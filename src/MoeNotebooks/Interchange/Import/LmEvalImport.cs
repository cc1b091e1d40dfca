using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Interchange.Import;

/// <summary>
/// Reads runs of lm-evaluation-harness: <c>results_DATE.json</c> with the <c>samples_TASK_DATE.jsonl</c> beside it.
/// </summary>
internal static class LmEvalImport
{
    /// <summary>Reads every run under a folder; the results must equal what their own samples come to.</summary>
    /// <param name="folder">The folder; subfolders too.</param>
    /// <param name="modelName">The model's name in figures; <see langword="null"/> for the run's own.</param>
    /// <param name="experts">Active experts per MoE layer, or one number for all; <see langword="null"/> if not
    /// known.</param>
    /// <returns>One entry per task of a run.</returns>
    /// <exception cref="MoeMissingException">There is no run, or a run without samples.</exception>
    /// <exception cref="MoeDataException">A file is not what the harness writes, or the two contradict each
    /// other.</exception>
    public static IReadOnlyList<ImportedTask> Read(
        string folder,
        string? modelName = null,
        IReadOnlyList<int>? experts = null
    )
    {
        if (!Directory.Exists(folder))
        {
            throw new MoeMissingException(
                folder,
                "there is no such folder",
                "Give the folder that lm-eval's --output_path named"
            );
        }

        string[] results =
        [
            .. Directory
                .EnumerateFiles(folder, "results_*.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
        if (results.Length == 0)
        {
            throw new MoeMissingException(
                folder,
                "holds no results_*.json",
                "Give the folder that lm-eval's --output_path named"
            );
        }

        ImportedTask[] tasks = [.. results.SelectMany(path => ReadRun(path, modelName, experts))];
        return tasks.Length > 0
            ? tasks
            : throw new MoeDataException(
                folder,
                "results",
                "hold no task with an accuracy",
                "Import runs of multiple-choice tasks: those with 'acc' or 'acc,none'"
            );
    }

    private static IEnumerable<ImportedTask> ReadRun(string path, string? modelName, IReadOnlyList<int>? experts)
    {
        var run = LmEvalResultsFile.Load(path);
        var date = Path.GetFileNameWithoutExtension(path)["results_".Length..];
        var leftOut = run.LeftOut;
        foreach (var task in run.Tasks)
        {
            var samples = Path.Combine(Path.GetDirectoryName(path)!, $"samples_{task}_{date}.jsonl");
            if (!File.Exists(samples))
            {
                throw new MoeMissingException(samples, "is missing", "Run lm-eval with --log_samples");
            }

            yield return ReadTask(run, task, samples, leftOut, modelName, experts);
            leftOut = []; // said once a run
        }
    }

    private static ImportedTask ReadTask(
        LmEvalResultsFile run,
        string task,
        string samples,
        IReadOnlyList<string> leftOut,
        string? modelName,
        IReadOnlyList<int>? experts
    )
    {
        var journalRun = run.Describe(task, modelName, experts);
        var (answers, notices) = LmEvalSamples.Read(samples);
        double[] right = [.. answers.Where(answer => answer.Succeeded).Select(answer => answer.Accuracy!.Value)];
        var accuracy = Metric.Mean("acc", right);
        if (double.IsFinite(run.Accuracy(task)) && !(Math.Abs(accuracy.Value - run.Accuracy(task)) <= 1e-9))
        {
            throw new MoeDataException(
                samples,
                "acc",
                $"comes to {accuracy.Value:R} over {right.Length} items, {Path.GetFileName(run.Path)} says {run.Accuracy(task):R}",
                "Keep the samples with the results of the same run"
            );
        }

        return new(
            journalRun.ModelName,
            task,
            accuracy,
            [.. answers.Select(answer => new JournalEntry(journalRun, task, answer))],
            [.. leftOut, .. run.NotNumbers(task), .. notices]
        );
    }
}
