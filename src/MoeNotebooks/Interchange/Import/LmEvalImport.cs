using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Interchange.Import;

/// <summary>Reads runs of lm-evaluation-harness: <c>results_DATE.json</c> with the <c>samples_TASK_DATE.jsonl</c> beside it.</summary>
public static class LmEvalImport
{
    /// <summary>Reads every run under a folder; the results must equal what their own samples come to.</summary>
    /// <param name="folder">The folder; subfolders too.</param>
    /// <param name="modelName">The model's name in figures; <see langword="null"/> for the run's own.</param>
    /// <param name="experts">Active experts per MoE layer, or one number for all; <see langword="null"/> if not known.</param>
    /// <returns>One entry per task of a run.</returns>
    /// <exception cref="MoeMissingException">There is no run, or a run without samples.</exception>
    /// <exception cref="MoeDataException">A file is not what the harness writes, or the two contradict each other.</exception>
    public static IReadOnlyList<ImportedTask> Read(string folder, string? modelName = null, IReadOnlyList<int>? experts = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new MoeMissingException(folder, "there is no such folder", "Give the folder that lm-eval's --output_path named");
        }

        string[] results = [.. Directory.EnumerateFiles(folder, "results_*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (results.Length == 0)
        {
            throw new MoeMissingException(folder, "holds no results_*.json", "Give the folder that lm-eval's --output_path named");
        }

        return [.. results.SelectMany(path => ReadRun(path, modelName, experts))];
    }

    private static IEnumerable<ImportedTask> ReadRun(string path, string? modelName, IReadOnlyList<int>? experts)
    {
        var run = LmEvalResultsFile.Load(path);
        var date = Path.GetFileNameWithoutExtension(path)["results_".Length..];
        foreach (var task in run.Tasks)
        {
            var samples = Path.Combine(Path.GetDirectoryName(path)!, $"samples_{task}_{date}.jsonl");
            if (!File.Exists(samples))
            {
                throw new MoeMissingException(samples, "is missing", "Run lm-eval with --log_samples");
            }

            yield return ReadTask(run, task, samples, modelName, experts);
        }
    }

    private static ImportedTask ReadTask(LmEvalResultsFile run, string task, string samples, string? modelName, IReadOnlyList<int>? experts)
    {
        var journalRun = run.Describe(task, modelName, experts);
        var (answers, notices) = LmEvalSamples.Read(samples);
        var mean = answers.Average(answer => answer.Accuracy!.Value);
        if (Math.Abs(mean - run.Accuracy(task)) > 1e-9)
        {
            throw new MoeDataException(
                samples, "acc", $"comes to {mean:R} over {answers.Count} items, {Path.GetFileName(run.Path)} says {run.Accuracy(task):R}",
                "Keep the samples with the results of the same run");
        }

        return new(journalRun.ModelName, task, mean, [.. answers.Select(answer => new JournalEntry(journalRun, task, answer))], notices);
    }
}
