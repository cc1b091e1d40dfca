using System.CommandLine;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe sweep</c>: many allocations in one pass, kept in a store, resumed where it stopped.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var spec = new Argument<string?>("SPEC")
        {
            Description = "The sweep's spec, a JSON file; docs/sweep.md lists its fields.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var example = new Option<bool>("--example") { Description = "Print a spec that runs, and do nothing else." };
        var store = new Option<string?>("--store")
        {
            Description = "The file that keeps every answer; default: the spec's name with .db.",
        };
        var shard = new Option<string?>("--shard")
        {
            Description = "Do only part i of n: i/n. Give each machine a store of its own and merge them.",
        };
        var output = new Option<string?>("--output")
        {
            Description = "Folder for sweep.csv; this sweep's own from before is replaced.",
        };
        var policies = new Option<string[]>("--policy")
        {
            Description = "Files with policies as JSON, besides the spec's.",
            AllowMultipleArgumentsPerToken = true,
        };
        var mask = new Option<string?>("--mask")
        {
            Description = "A file with the experts that are not pruned, for every policy; moe prune writes one.",
        };
        var command = new Command("sweep", "Evaluate a model under many routing policies.")
        {
            spec,
            example,
            policies,
            mask,
            store,
            shard,
            output,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                if (parsed.GetValue(example))
                {
                    Console.WriteLine(SweepSpec.Example);
                    return 0;
                }

                var path = parsed.GetValue(spec)
                    ?? throw new MoeUsageException("SPEC", "is missing", "Name a JSON file; --example prints one");
                var part = parsed.GetValue(shard) is { } text ? SweepShard.Parse(text) : SweepShard.Whole;
                RoutingPolicy[] more = [.. (parsed.GetValue(policies) ?? []).Select(PolicyArguments.ReadPolicy)];
                var kept = parsed.GetValue(mask) is { } file ? PolicyArguments.ReadMask(file) : null;
                return await RunAsync(
                    path,
                    more,
                    kept,
                    parsed.GetValue(store) ?? Path.ChangeExtension(path, ".db"),
                    part,
                    parsed.GetValue(output),
                    stop
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string path,
        RoutingPolicy[] more,
        ExpertMask? mask,
        string store,
        SweepShard shard,
        string? output,
        CancellationToken stop
    )
    {
        var spec = SweepSpec.Load(path);
        var options = ModelArguments.Options(spec.DType, spec.Device, spec.Memory, spec.DeviceMemory, spec.Experts);
        var folder = ModelLocator.Resolve(spec.Model);
        OutputFile.Check("--store", store, [path, folder], replace: true); // added to, if it is a store
        if (output is not null)
        {
            OutputFile.CheckFolder("--output", output);
            var table = Path.Combine(output, SweepReport.FileName);
            OutputFile.Check("--output", table, [path, folder], replace: SweepTable.IsOne(table));
        }

        using var journal = Journal.Open(store);
        StoreNotices.Print(journal);
        var tokenizer = TokenizerJson.Load(folder, spec.Bos);
        using var model = MoeModel.Open(folder, options with { Notify = Console.Error.WriteLine });
        var tasks = await LoadAsync(spec, path, tokenizer, stop);
        EvalCommand.SayUnseen(folder, tasks);
        RoutingPolicy[] policies =
        [
            .. spec.All(new MoeShape(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK)),
            .. more,
        ];
        Check(model, policies, mask);
        var scorer = new LocalScorer(
            model,
            new ScoringOptions
            {
                TokensInBatch = spec.TokensInBatch,
                MaxLength = spec.MaxLength,
                Mask = mask,
                StepTokens = spec.StepTokens,
            }
        )
        {
            Name = spec.Model,
            BosRule = tokenizer.BosRule,
        };
        var sweep = await Sweep.RunAsync(
            scorer,
            tasks,
            policies,
            new SweepOptions
            {
                Journal = journal,
                Shard = shard,
                TokensInUnit = spec.TokensInBatch,
                Progress = ConsoleProgress.Create(),
            },
            stop
        );
        var forecasts = spec.StepTokens is null
            ? null
            : sweep
                .Points.Select(point => Forecasts.Of(model, spec.Model, point, mask, spec.StepTokens.Value))
                .ToArray();
        SweepReport.Print(sweep, spec, store, output, forecasts);
        Console.WriteLine("BOS: " + tokenizer.BosRule);
        EvalReport.PrintItems(Console.Out, tasks, scorer.Limits);
        return 0;
    }

    private static async Task<EncodedTask[]> LoadAsync(
        SweepSpec spec,
        string path,
        ITokenizer tokenizer,
        CancellationToken stop
    )
    {
        var data = spec.Data is { } relative
            ? new DataFolder(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, relative))
            : null;
        var tasks = await new TaskLoader(data).LoadAsync(
            EvaluationTasks.Select(spec.Tasks),
            spec.FewShot,
            spec.Limit,
            stop
        );
        return [.. tasks.Select(task => EncodedTask.From(task, tokenizer))];
    }

    private static void Check(MoeModel model, RoutingPolicy[] policies, ExpertMask? mask)
    {
        foreach (var policy in policies)
        {
            model.Route(policy, mask); // refused before anything is computed
        }

        string[] notices = [.. policies.Select(policy => policy.Notice(model.MoeLayers.Count)).OfType<string>()];
        if (notices.Length > 0)
        {
            Runner.Say(notices[0] + (notices.Length > 1 ? $" (and {notices.Length - 1} more like it)" : string.Empty));
        }
    }
}
