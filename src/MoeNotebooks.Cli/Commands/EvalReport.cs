using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Help;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>What <c>moe eval</c> prints.</summary>
internal static class EvalReport
{
    public static void Print(
        TextWriter writer,
        RunDescription run,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<TaskResult> results,
        TextResult? text
    )
    {
        TextWrap.Write(writer, $"{run.Model}, {Experts(run)}, {run.DType}, {run.Device}; BOS: {run.BosRule}");
        if (results.Count > 0)
        {
            PrintTable(writer, results, TextWrap.WidthOf(writer));
        }

        if (results.Count > 1)
        {
            writer.WriteLine(
                $"mean acc of {results.Count} tasks: {MetricText.Fixed(results.Average(result => result.Accuracy.Value))}"
            );
        }

        foreach (
            var measure in results.Any(result => result.Items.Any(item => item.Gold is not null)) ? Measures.Graded : []
        )
        {
            Metric[] means = [.. results.Select(result => result.In(measure))];
            TextWrap.Write(
                writer,
                $"{(measure == Measure.Margin ? "margin over the best wrong answer" : "log-likelihood of the right answer")}: {MetricText.Fixed(means.Average(mean => mean.Value))} nats, "
                    + string.Join(
                        ", ",
                        results.Zip(means, (result, mean) => $"{result.Task.Name} {MetricText.Of(mean)}")
                    )
            );
        }

        PrintSynthetic(writer, results.Select(result => result.Task));
        PrintSources(writer, tasks);
        PrintItems(writer, tasks, run.Limits);
        foreach (var result in results.Where(result => result.Accuracy.NotNumbers > 0))
        {
            TextWrap.Write(
                writer,
                $"{result.Task.Name}: {Plural.Of(result.Accuracy.NotNumbers, "item")} whose score is not a number, kept out of the mean"
            );
        }

        if (run.Written.Count > 0)
        {
            TextWrap.Write(
                writer,
                $"exact match of the written answer: {MetricText.Fixed(run.Written.Average(task => task.Mean.Value))}, "
                    + string.Join(", ", run.Written.Select(task => $"{task.Task.Name} {MetricText.Of(task.Mean)}"))
            );
        }

        if (run.PredictedStep is { } step)
        {
            TextWrap.Write(writer, step.Text);
        }

        PrintText(writer, text);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Elapsed.TotalSeconds:F1} s"));
    }

    /// <summary>lm-eval's table; where it is too wide, fewer columns.</summary>
    public static void PrintTable(TextWriter writer, IReadOnlyList<TaskResult> results, int? width)
    {
        var table = LmEvalTable.Write(results);
        var whole = table.IndexOf('\n', StringComparison.Ordinal);
        writer.Write(whole > width ? LmEvalTable.Write(results, narrow: true) : table);
        if (whole > width)
        {
            TextWrap.Write(writer, $"versions and filters: {whole + 1} columns or --json");
        }
    }

    /// <summary>Says so where questions are of the kit's own world.</summary>
    public static void PrintSynthetic(TextWriter writer, IEnumerable<EvaluationTask> tasks)
    {
        if (tasks.Any(task => task.IsSynthetic))
        {
            TextWrap.Write(
                writer,
                "mini_* tasks are synthetic: the kit's own small world, not the published benchmarks."
            );
        }
    }

    /// <summary>
    /// How many questions were asked, and of which files: what somebody's own question file can be seen by.
    /// </summary>
    private static void PrintSources(TextWriter writer, IReadOnlyList<EncodedTask> tasks)
    {
        foreach (
            var folder in tasks
                .Select(task => task.Prepared)
                .Where(task => task.Files.Count > 0)
                .GroupBy(task => Path.GetDirectoryName(task.Files[0]))
        )
        {
            TextWrap.Write(
                writer,
                $"{Plural.Of(folder.Sum(task => task.Items.Count), "question")} from {folder.Key}: "
                    + string.Join(
                        ", ",
                        folder.Select(task =>
                            $"{task.Items.Count} of {string.Join(" and ", task.Files.Select(Path.GetFileName))}"
                        )
                    )
            );
        }
    }

    /// <summary>Items that a reader should know of: with special tokens in their text, or cut.</summary>
    public static void PrintItems(TextWriter writer, IReadOnlyList<EncodedTask> tasks, ScoringLimits limits)
    {
        foreach (var task in tasks)
        {
            Print(task, "with special tokens spelled out", task.SpecialTokenItems);
            Print(task, "cut from the left to what the model takes", task.CutItems(limits));
        }

        void Print(EncodedTask task, string what, IReadOnlyList<int> items)
        {
            if (items.Count > 0)
            {
                TextWrap.Write(
                    writer,
                    $"{task.Prepared.Task.Name}: {Plural.Of(items.Count, "item")} {what} (doc_id {string.Join(", ", items.Take(10))}{(items.Count > 10 ? ", ..." : string.Empty)})"
                );
            }
        }
    }

    public static JsonObject Json(string file, TextResult text) =>
        new()
        {
            ["file"] = file,
            ["tokens"] = text.Tokens,
            ["windows"] = text.Windows,
            ["perplexity"] = text.Perplexity.Value,
            ["perplexity_stderr"] = text.Perplexity.StandardError,
            ["nll"] = text.NegativeLogLikelihood.Value,
            ["nll_stderr"] = text.NegativeLogLikelihood.StandardError,
            ["kl_from_full"] = text.Divergence?.Value,
            ["kl_from_full_stderr"] = text.Divergence?.StandardError,
        };

    private static void PrintText(TextWriter writer, TextResult? text)
    {
        if (text is null)
        {
            return;
        }

        TextWrap.Write(
            writer,
            $"perplexity {MetricText.Of(text.Perplexity)} over {Plural.Of(text.Tokens, "token")} in {Plural.Of(text.Windows, "window")}"
        );
        if (text.Divergence is { } divergence)
        {
            writer.WriteLine($"KL from the full model {MetricText.Of(divergence)} nats per token");
        }
    }

    private static string Experts(RunDescription run)
    {
        var most = run.Policy is AdaptivePolicy ? "at most " : string.Empty;
        var experts = run.ActiveExperts.Distinct().ToArray() is [var k]
            ? Plural.Of(k, "active expert")
            : $"active experts {string.Join(' ', run.ActiveExperts)}";
        var measured = run.MeasuredExperts is { } mean
            ? string.Create(CultureInfo.InvariantCulture, $", {mean:0.00} per token on average")
            : string.Empty;
        var distinct = run.DistinctExperts is { } step
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {step:0.0} distinct per step{(run.StepTokens is { } tokens ? $" of {tokens} tokens" : string.Empty)}"
            )
            : string.Empty;
        var pruned = run.Mask is { } mask
            ? $"; pruned to {string.Join(" or ", mask.Kept.Values.Select(kept => kept.Count).Distinct().Order())} experts per layer"
            : string.Empty;
        var constants = run.ConstantsDigest is null ? string.Empty : "; constants in place of pruned experts";
        return $"{run.Policy}: {most}{experts}{measured}{distinct}{pruned}{constants}";
    }
}
