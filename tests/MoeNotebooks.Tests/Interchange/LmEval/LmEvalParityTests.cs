using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation;

namespace MoeNotebooks.Tests.Interchange.LmEval;

/// <summary>
/// lm-eval 0.4.13's own runs, repeated: likelihoods within 1e-3, metrics and files to the last digit.
/// </summary>
[References]
public sealed class LmEvalParityTests(GoldenModel golden) : IClassFixture<GoldenModel>
{
    private static readonly string[] Names = [.. EvaluationTasks.Published.Select(task => task.Name)];
    private static readonly string[] TaskTables =
    [
        "group_subtasks",
        "versions",
        "n-shot",
        "higher_is_better",
        "n-samples",
        "task_hashes",
    ];

    [Theory]
    [InlineData("zero-shot", null)]
    [InlineData("zero-shot-2-experts", 2)]
    [InlineData("3-shot", null)]
    public async Task A_run_of_ours_is_the_run_of_theirs(string run, int? experts)
    {
        Shared.NeedPublishedTexts();
        var theirs = new LmEvalGolden(run);
        var results = theirs.Results;
        var tasks = await golden.EncodeAsync(Names, theirs.FewShot, theirs.Limit);
        var policy = experts is { } k ? new TopK(k) : RoutingPolicy.Trained;
        var ours = await Evaluator.RunAsync(
            tasks,
            new LocalScorer(golden.Model),
            policy,
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );

        foreach (var (task, result) in tasks.Zip(ours))
        {
            CompareSamples(theirs.Lines(result.Task.Name), task, result);
        }

        var built = LmEvalResults.Build(Runs.Some(), tasks, ours);
        foreach (var name in TaskTables)
        {
            PythonJson
                .Write(built[name], 2)
                .ShouldBe(PythonJson.Write(JsonNode.Parse(results.GetProperty(name).GetRawText()), 2), name);
        }

        CompareMetrics(results.GetProperty("results"), built["results"]!.AsObject());
    }

    private static void CompareSamples(string[] lines, EncodedTask task, TaskResult result)
    {
        result.Items.Count.ShouldBe(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var sample = JsonNode.Parse(lines[i])!;
            var theirs = sample["filtered_resps"]!.AsArray();
            result.Items[i].Choices.Count.ShouldBe(theirs.Count);
            for (var c = 0; c < theirs.Count; c++)
            {
                result
                    .Items[i]
                    .Choices[c]
                    .LogLikelihood.ShouldBe(
                        double.Parse(theirs[c]![0]!.GetValue<string>(), CultureInfo.InvariantCulture),
                        1e-3
                    );
                result.Items[i].Choices[c].IsGreedy.ToString().ShouldBe(theirs[c]![1]!.GetValue<string>());
            }

            // with their likelihoods in it, our line is theirs, byte for byte
            LikelihoodResult[] copied =
            [
                .. theirs.Select(pair => new LikelihoodResult(
                    double.Parse(pair![0]!.GetValue<string>(), CultureInfo.InvariantCulture),
                    pair[1]!.GetValue<string>() == "True"
                )),
            ];
            LmEvalSamples.Line(task.Prepared.Items[i], result.Items[i] with { Choices = copied }).ShouldBe(lines[i]);
        }
    }

    private static void CompareMetrics(JsonElement theirs, JsonObject ours)
    {
        foreach (var task in theirs.EnumerateObject())
        {
            foreach (
                var metric in task
                    .Value.EnumerateObject()
                    .Where(metric => metric.Value.ValueKind == JsonValueKind.Number)
            )
            {
                var value = ours[task.Name]![metric.Name]!;
                (value.GetValueKind() == JsonValueKind.Number ? PythonJson.Write(value) : null).ShouldBe(
                    metric.Value.GetRawText(),
                    $"{task.Name} {metric.Name}"
                );
            }
        }
    }
}
