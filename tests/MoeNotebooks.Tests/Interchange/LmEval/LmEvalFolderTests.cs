using System.Text.Json.Nodes;
using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Tests.Evaluation;

namespace MoeNotebooks.Tests.Interchange.LmEval;

public sealed class LmEvalFolderTests
{
    [Fact]
    public void Files_lie_where_lm_eval_puts_them_and_carry_their_provenance()
    {
        using var folder = new TemporaryFolder();
        var (task, result) = Small();
        var path = LmEvalFolder.Write(folder.Path, Runs.Some(), [task], [result], logSamples: true);

        path.ShouldBe(folder["org__tiny__1/results_2026-11-25T04-13-33.447133.json"]);
        File.ReadAllLines(folder["org__tiny__1/samples_mini_rte_2026-11-25T04-13-33.447133.jsonl"]).Length.ShouldBe(1);
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        root["results"]!["mini_rte"]!["acc_stderr,none"]!.GetValue<string>().ShouldBe("N/A");
        root["config"]!["limit"]!.GetValue<double>().ShouldBe(40);
        root["moe"]!["data_sha256"]!["mini_rte"]!.GetValue<string>().ShouldBe("digest");
        root["moe"]!["policy"]!["policy"]!.GetValue<string>().ShouldBe("topK");
        root["moe"]!["synthetic_tasks"]![0]!.GetValue<string>().ShouldBe("mini_rte");
        root["moe"]!["items_with_special_tokens"]!["mini_rte"]![0]!.GetValue<int>().ShouldBe(0);
        root["moe"]!["bos_rule"]!.GetValue<string>().ShouldBe("added by the post-processor");
    }

    [Fact]
    public void Without_samples_only_results_are_written()
    {
        using var folder = new TemporaryFolder();
        var (task, result) = Small();
        LmEvalFolder.Write(folder.Path, Runs.Some(), [task], [result], logSamples: false);
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    private static (EncodedTask Task, TaskResult Result) Small()
    {
        var task = EvaluationTasks.Select(["mini_rte"])[0];
        var document = new TaskDocument(
            "rte.jsonl",
            "line 1",
            new JsonObject
            {
                ["sentence1"] = "a ^ b",
                ["sentence2"] = "c",
                ["label"] = 1,
                ["idx"] = 0,
            }
        );
        var prepared = new PreparedTask(
            task,
            0,
            1,
            [task.Form.Item(task.Name, 0, document, string.Empty)],
            "digest",
            []
        );
        var encoded = EncodedTask.From(prepared, new FakeTokenizer());
        return (
            encoded,
            encoded.Result([
                [new(-1, false), new(-2, false)],
            ])
        );
    }
}
