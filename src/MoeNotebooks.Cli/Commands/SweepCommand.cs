using System.CommandLine;
using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Tokenization;
using TorchSharp;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe sweep</c>: many allocations in one pass, kept in a store, resumed where it stopped.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var spec = new Argument<string>("SPEC") { Description = "The sweep's spec, a JSON file." };
        var store = new Option<string?>("--store") { Description = "The file that keeps every answer; default: the spec's name with .db." };
        var shard = new Option<string?>("--shard") { Description = "Do only part i of n: i/n. Give each machine a store of its own and merge them." };
        var output = new Option<string?>("--output") { Description = "Folder for sweep.csv." };
        var command = new Command("sweep", "Evaluate a model under many expert allocations.") { spec, store, shard, output };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetRequiredValue(spec),
            parsed.GetValue(store) ?? Path.ChangeExtension(parsed.GetRequiredValue(spec), ".db"),
            parsed.GetValue(shard) is { } part ? SweepShard.Parse(part) : SweepShard.Whole,
            parsed.GetValue(output),
            stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, string store, SweepShard shard, string? output, CancellationToken stop)
    {
        var spec = SweepSpec.Load(path);
        using var journal = Journal.Open(store);
        StoreNotices.Print(journal);
        var folder = ModelLocator.Resolve(spec.Model);
        var tokenizer = TokenizerJson.Load(folder, spec.Bos);
        using var model = MoeModel.Open(folder, new ModelOptions
        {
            DType = spec.DType == "bf16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32,
            Notify = Console.Error.WriteLine,
        });
        var data = spec.Data is { } relative ? new DataFolder(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, relative)) : null;
        var tasks = await new TaskLoader(data).LoadAsync(EvaluationTasks.Select(spec.Tasks), spec.FewShot, spec.Limit, stop);
        var policies = spec.All(new MoeShape(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK), path);
        foreach (var policy in policies)
        {
            model.Route(policy); // refused before anything is computed
        }

        string[] notices = [.. policies.Select(policy => policy.Notice(model.MoeLayers.Count)).OfType<string>()];
        if (notices.Length > 0)
        {
            Runner.Say(notices[0] + (notices.Length > 1 ? $" (and {notices.Length - 1} more like it)" : string.Empty));
        }

        var sweep = await Sweep.RunAsync(
            new TrieScorer(model, spec.Model, tokenizer.BosRule, new ScoringOptions { TokensInBatch = spec.TokensInBatch }),
            [.. tasks.Select(task => EncodedTask.From(task, tokenizer))],
            policies,
            new SweepOptions { Journal = journal, Shard = shard, TokensInUnit = spec.TokensInBatch, Progress = ConsoleProgress.Create() },
            stop);
        SweepReport.Print(sweep, spec, store, output);
        return 0;
    }
}
