using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe prune</c>: chooses the experts to keep, and writes a smaller checkpoint, a mask, a ranking, or all of them.
/// </summary>
internal sealed class PruneCommand
{
    private const int UsualWindow = 512;
    private const int Listed = 10;
    private const string Drop = "drop",
        Constant = "constant",
        Merge = "merge";
    private const string Global = "global";

    private readonly Option<string?> _criterion = new Option<string?>("--criterion")
    {
        Description = $"By what: {string.Join(", ", PruneCriteria.Names)}.",
    }.AcceptOnlyFromAmong(PruneCriteria.Names);
    private readonly Option<string?> _mask = new("--mask")
    {
        Description =
            "Instead of a criterion: a file with the experts to keep, {\"LAYER\": [EXPERT, ...], ...}, also one such object per line (of which --keep takes the first), or vLLM's profile of pruned experts.",
    };
    private readonly Option<string?> _keep = new("--keep")
    {
        Description = "Experts to keep in every MoE layer: a number, or a percentage such as 50%.",
    };
    private readonly Option<string> _budget = new Option<string>("--budget")
    {
        Description =
            "uniform: --keep experts in every layer; global: as many over all layers together, so that layers differ (a mask only).",
        DefaultValueFactory = _ => "uniform",
    }.AcceptOnlyFromAmong("uniform", Global);

    private readonly Option<string> _replace = new Option<string>("--replace")
    {
        Description =
            "What takes the place of pruned experts. drop: nothing, routers choose among the others; constant: what each gives on average over the text, "
            + "for which routers keep their place (--constants-out); merge: the kept expert most like it, both merged (--out, as large as before).",
        DefaultValueFactory = _ => Drop,
    }.AcceptOnlyFromAmong(Drop, Constant, Merge);

    private readonly Option<string?> _text = new("--calibration")
    {
        Description =
            "What experts are judged over: plain text, UTF-8, with a blank line between two texts; each is read by itself.",
    };
    private readonly Option<int> _window = new Option<int>("--window")
    {
        Description =
            $"Tokens of a text that the model reads at once, a longer one in pieces; default: {UsualWindow}, or the model's limit.",
    }.Within(1, 1 << 20);
    private readonly Option<int> _seed = new("--seed") { Description = "Where chance begins, for random." };
    private readonly Option<string?> _output = new("--out") { Description = "A new folder for the checkpoint." };
    private readonly Option<string?> _maskOutput = new("--mask-out")
    {
        Description = "A file for the mask, which --mask of other commands takes.",
    };
    private readonly Option<string?> _constantsOutput = new("--constants-out")
    {
        Description = "A file for the constants, which --constants of other commands takes.",
    };
    private readonly Option<string?> _profileOutput = new("--profile-out")
    {
        Description = "A file for the mask as vLLM's profile of pruned experts.",
    };
    private readonly Option<string?> _rankingOutput = new("--ranking-out")
    {
        Description = "A file for all experts, best first, one layer per line, as vLLM-Ascend's list of experts.",
    };

    public static Command Create() => new PruneCommand().Build();

    private Command Build()
    {
        var model = new ModelArguments();
        var command = new Command(
            "prune",
            """
            Keep some of a model's experts. Example: moe prune data/models/mini-softmax --criterion soft-count --keep 12 --calibration text.txt --out pruned
            """
        )
        {
            _criterion,
            _mask,
            _keep,
            _budget,
            _replace,
            _text,
            _window,
            _seed,
            _output,
            _maskOutput,
            _constantsOutput,
            _profileOutput,
            _rankingOutput,
        };
        model.AddTo(command);
        command.SetAction(
            (parsed, stop) =>
            {
                Check(parsed);
                if (parsed.GetValue(_output) is { } folder)
                {
                    OutputFile.CheckFolder("--out", folder);
                }

                foreach (var option in new[] { _maskOutput, _constantsOutput, _profileOutput, _rankingOutput })
                {
                    if (parsed.GetValue(option) is { } file)
                    {
                        OutputFile.Check(
                            option.Name,
                            file,
                            [parsed.GetValue(_text), parsed.GetValue(_mask), ModelLocator.Resolve(model.Name(parsed))],
                            replace: true
                        );
                    }
                }

                // Refused before anything is counted
                var keep = KeepOf(parsed, ModelConfig.Load(ModelLocator.Resolve(model.Name(parsed))).Moe.Router);
                using var opened = model.Open(parsed);
                var texts = parsed.GetValue(_text) is { } read ? Texts(opened, read, parsed.GetValue(_window)) : null;
                var statistics = texts is null
                    ? null
                    : Calibration.Run(opened, texts, progress: ConsoleProgress.Create(), cancellation: stop);
                var criterion = parsed.GetValue(_criterion) is { } by
                    ? PruneCriteria.Named(by, opened, statistics, parsed.GetValue(_seed), stop)
                    : null;
                var mask = criterion is not null
                    ? Choose(criterion, opened, keep!.Value, parsed)
                    : Read(parsed.GetValue(_mask)!, opened, keep);
                Report(opened, mask, parsed, statistics);
                WriteFiles(opened, model.Name(parsed), mask, criterion, statistics, parsed);
                if (parsed.GetValue(_output) is { } output)
                {
                    WriteCheckpoint(opened, mask, statistics, texts, output, parsed, stop);
                }

                return Task.FromResult(0);
            }
        );
        return command;
    }

    private int? KeepOf(ParseResult parsed, RouterRule rule)
    {
        if (parsed.GetValue(_keep) is not { } text)
        {
            return null;
        }

        var keep = KeepCount.Parse(text, rule.Experts);
        return parsed.GetValue(_output) is null || parsed.GetValue(_replace) != Drop || keep % rule.Groups == 0
            ? keep
            : throw new MoeUsageException(
                "--keep",
                $"is {keep}; of a router with {rule.Groups} groups a checkpoint keeps equally many of each",
                $"Keep a multiple of {rule.Groups}, or give --mask-out a file in place of --out"
            );
    }

    private ExpertMask Choose(PruningCriterion criterion, MoeModel model, int keep, ParseResult parsed) =>
        parsed.GetValue(_budget) == Global
            ? PruningPlan.Overall(model.Config, [criterion], [keep])[0].Mask!
            : criterion.Choose(model.Config, keep);

    private void Check(ParseResult parsed)
    {
        var (criterion, mask, text, replace) = (
            parsed.GetValue(_criterion),
            parsed.GetValue(_mask),
            parsed.GetValue(_text),
            parsed.GetValue(_replace)
        );
        var (needsText, purpose) = (PruneCriteria.NeedsText(criterion) || replace != Drop, criterion ?? "--mask");
        string[] problems =
        [
            .. criterion is null == mask is null
                ?
                [
                    criterion is null
                        ? "--criterion: is missing; or give a --mask"
                        : "--criterion and --mask: only one of them can hold",
                ]
                : Array.Empty<string>(),
            .. criterion is not null && parsed.GetValue(_keep) is null
                ? ["--keep: is missing; it is a number of experts, or a percentage"]
                : Array.Empty<string>(),
            .. parsed.GetValue(_keep) is { } keep && KeepCount.Problem(keep) is { } wrong
                ? ["--keep: " + wrong]
                : Array.Empty<string>(),
            .. needsText && text is null
                ?
                [
                    $"--calibration: is missing; {(PruneCriteria.NeedsText(criterion) ? criterion : "--replace " + replace)} counts over a text",
                ]
                : Array.Empty<string>(),
            .. !needsText && text is not null
                ? [$"--calibration: has no meaning with {purpose}"]
                : Array.Empty<string>(),
            .. !needsText && parsed.IsGiven(_window)
                ? [$"--window: has no meaning with {purpose}"]
                : Array.Empty<string>(),
            .. criterion != "random" && parsed.IsGiven(_seed)
                ? [$"--seed: has no meaning with {purpose}"]
                : Array.Empty<string>(),
            .. replace == Constant && parsed.GetValue(_output) is not null
                ?
                [
                    "--replace constant: no checkpoint has experts that give a constant; give --constants-out a file in place of --out",
                ]
                : Array.Empty<string>(),
            .. replace == Constant && parsed.GetValue(_constantsOutput) is null
                ? ["--replace constant: needs --constants-out"]
                : Array.Empty<string>(),
            .. replace == Merge && parsed.GetValue(_output) is null
                ? ["--replace merge: needs --out; merged experts are new weights"]
                : Array.Empty<string>(),
            .. replace != Constant && parsed.GetValue(_constantsOutput) is not null
                ? ["--constants-out: needs --replace constant"]
                : Array.Empty<string>(),
            .. parsed.IsGiven(_budget) && criterion is null
                ? ["--budget: has no meaning with --mask"]
                : Array.Empty<string>(),
            .. parsed.GetValue(_budget) == Global && replace == Drop && parsed.GetValue(_output) is not null
                ?
                [
                    "--budget global: makes layers of different sizes, which a checkpoint cannot have; give --mask-out a file in place of --out",
                ]
                : Array.Empty<string>(),
            .. criterion is null && parsed.GetValue(_rankingOutput) is not null
                ? ["--ranking-out: has no meaning with --mask"]
                : Array.Empty<string>(),
            .. new[] { _output, _maskOutput, _constantsOutput, _profileOutput, _rankingOutput }.All(option =>
                parsed.GetValue(option) is null
            )
                ? ["--out: is missing; give it a new folder, or --mask-out a file"]
                : Array.Empty<string>(),
        ];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("prune", problems);
        }
    }

    private static ExpertMask Read(string file, MoeModel model, int? keep) =>
        MaskExchange.Read(file, InputFile.ReadText(file), model.Config.Moe.Router.Experts, model.MoeLayers, keep);

    private static IReadOnlyList<int[]> Texts(MoeModel model, string file, int window) =>
        CalibrationTexts.Read(
            file,
            model.Tokenizer,
            Math.Min(window > 0 ? window : UsualWindow, model.Config.MaxPositions)
        );

    private void Report(MoeModel model, ExpertMask mask, ParseResult parsed, RoutingStatistics? statistics)
    {
        var over = statistics is null ? string.Empty : $" over {Plural.Of(statistics.Tokens, "token")}";
        var kept = model
            .MoeLayers.Select(layer => mask.KeptIn(layer, model.Config.Moe.Router.Experts).Count)
            .Distinct()
            .Order()
            .ToArray();
        Console.WriteLine(
            $"{string.Join(" to ", new[] { kept[0], kept[^1] }.Distinct())} of {model.Config.Moe.Router.Experts} experts kept in "
                + $"{Plural.Of(model.MoeLayers.Count, "MoE layer")}, by {parsed.GetValue(_criterion) ?? parsed.GetValue(_mask)}{over}"
        );
        foreach (
            var (name, value) in Origin(parsed)
                .Append(new("mask_sha256", mask.Digest))
                .Where(pair => pair.Key.EndsWith("sha256", StringComparison.Ordinal))
        )
        {
            Console.WriteLine($"{name} {value}");
        }

        foreach (var notice in mask.Notices(model.Config.Moe.Router))
        {
            Runner.Say(notice);
        }

        var unseen = statistics is null
            ? []
            : model
                .MoeLayers.Select(layer => (Layer: layer, Unused: statistics.NeverUsed(layer)))
                .Where(layer => layer.Unused.Count > 0)
                .ToArray();
        if (unseen.Length > 0)
        {
            Runner.Say(
                $"experts that no token of the text used: {string.Join("; ", unseen.Select(layer => $"{layer.Unused.Count} in layer {layer.Layer} ({Some(layer.Unused)})"))}. They are worth 0; among them the lower index is kept. A longer text tells more"
            );
        }
    }

    private static string Some(IReadOnlyList<int> experts) =>
        string.Join(", ", experts.Take(Listed)) + (experts.Count > Listed ? ", ..." : string.Empty);

    /// <summary>Where the mask comes from, for the smaller checkpoint's metadata.</summary>
    private Dictionary<string, string> Origin(ParseResult parsed)
    {
        var origin = new Dictionary<string, string>();
        if (parsed.GetValue(_criterion) is { } criterion)
        {
            origin["pruning_criterion"] =
                criterion == "random"
                    ? string.Create(CultureInfo.InvariantCulture, $"random, seed {parsed.GetValue(_seed)}")
                    : criterion;
        }

        if (parsed.GetValue(_replace) is { } replace and not Drop)
        {
            origin["pruned_experts"] = replace;
        }

        if (parsed.GetValue(_text) is { } text)
        {
            origin["calibration_sha256"] = FileDigests.Of(text);
        }

        return origin;
    }

    private void WriteFiles(
        MoeModel model,
        string name,
        ExpertMask mask,
        PruningCriterion? criterion,
        RoutingStatistics? statistics,
        ParseResult parsed
    )
    {
        void WriteText(Option<string?> option, Func<string> text)
        {
            if (parsed.GetValue(option) is { } file)
            {
                AtomicFile.WriteText(file, text());
                Console.WriteLine("written: " + file);
            }
        }

        WriteText(_maskOutput, () => mask.ToJson() + "\n");
        WriteText(_profileOutput, () =>
            MaskExchange.Profile(
                mask,
                model.Config.Moe.Router.Experts,
                model.MoeLayers,
                Path.GetFileName(Path.TrimEndingDirectorySeparator(name))
            )
        );
        WriteText(_rankingOutput, () => MaskExchange.Lines(criterion!.Rank(model.Config)));
        if (parsed.GetValue(_constantsOutput) is { } constants)
        {
            statistics!
                .Constants(mask)
                .Write(constants, new Dictionary<string, string>(Origin(parsed)) { ["mask_sha256"] = mask.Digest });
            Console.WriteLine("written: " + constants);
        }
    }

    private void WriteCheckpoint(
        MoeModel model,
        ExpertMask mask,
        RoutingStatistics? statistics,
        IReadOnlyList<int[]>? texts,
        string folder,
        ParseResult parsed,
        CancellationToken stop
    )
    {
        if (parsed.GetValue(_replace) == Merge)
        {
            CheckpointMerger.Write(
                model,
                mask,
                statistics!,
                texts!,
                folder,
                Origin(parsed),
                ConsoleProgress.Create(),
                stop
            );
            Runner.Say(
                $"{folder} is as large as before: routers choose as they did, and pruned experts are copies of the one they were merged into. Pruning it by the same mask takes rows and copies out"
            );
        }
        else
        {
            CheckpointPruner.Write(model.Checkpoint.Folder, mask, folder, Origin(parsed));
        }

        Console.WriteLine("written: " + folder);
    }
}
