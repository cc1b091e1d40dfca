using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe prune</c>: chooses the experts to keep, and writes a smaller checkpoint, a mask, or both.</summary>
internal static class PruneCommand
{
    private const int UsualWindow = 512;
    private static readonly string[] Criteria = ["soft-count", "hard-count", "random", "even", "odd", "first", "last"];

    public static Command Create()
    {
        var model = new ModelArguments();
        var criterion = new Option<string>("--criterion") { Description = $"By what: {string.Join(", ", Criteria)}.", Required = true }.AcceptOnlyFromAmong(Criteria);
        var keep = new Option<int>("--keep") { Description = "Experts to keep in every MoE layer.", Required = true }.Within(1, int.MaxValue);
        var calibration = new Option<string?>("--calibration") { Description = "What the counts count over: plain text, UTF-8, with a blank line between two texts; each is read by itself." };
        var window = new Option<int>("--window") { Description = $"Tokens of a text that the model reads at once, a longer one in pieces; default: {UsualWindow}, or the model's limit." };
        var seed = new Option<int>("--seed") { Description = "Where chance begins, for random." };
        var output = new Option<string?>("--out") { Description = "A new folder for the smaller checkpoint." };
        var maskOutput = new Option<string?>("--mask-out") { Description = "A file for the mask, which --mask of other commands takes." };
        var command = new Command(
            "prune",
            """
            Keep some of a model's experts. Example: moe prune data/models/mini-softmax --criterion soft-count --keep 32 --calibration text.txt --out pruned
            """)
        {
            criterion, keep, calibration, window.Within(1, 1 << 20), seed, output, maskOutput,
        };
        model.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var (by, text) = (parsed.GetRequiredValue(criterion), parsed.GetValue(calibration));
            var (folder, file) = (parsed.GetValue(output), parsed.GetValue(maskOutput));
            Check(by, text, Given(parsed, window), Given(parsed, seed), folder, file);
            if (file is not null)
            {
                OutputFile.Check("--mask-out", file, [text, ModelLocator.Resolve(model.Name(parsed))], replace: true);
            }

            using var opened = model.Open(parsed);
            var width = parsed.GetValue(window) is > 0 and var given ? given : UsualWindow;
            var statistics = text is null ? null : Count(opened, text, Math.Min(width, opened.Config.MaxPositions), stop);
            var mask = Named(by, statistics, parsed.GetValue(seed)).Choose(opened.Config, parsed.GetValue(keep));
            Report(opened, by, parsed.GetValue(keep), statistics);
            Write(opened, mask, folder, file);
            return Task.FromResult(0);
        });
        return command;
    }

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static bool Counts(string criterion) => criterion.EndsWith("-count", StringComparison.Ordinal);

    private static void Check(string criterion, string? calibration, bool window, bool seed, string? folder, string? file)
    {
        string[] problems =
        [
            .. Counts(criterion) && calibration is null ? [$"--calibration: is missing; {criterion} counts over a text"] : Array.Empty<string>(),
            .. !Counts(criterion) && calibration is not null ? [$"--calibration: has no meaning with {criterion}"] : Array.Empty<string>(),
            .. !Counts(criterion) && window ? [$"--window: has no meaning with {criterion}"] : Array.Empty<string>(),
            .. criterion != "random" && seed ? [$"--seed: has no meaning with {criterion}"] : Array.Empty<string>(),
            .. folder is null && file is null ? ["--out: is missing; give it a new folder, or --mask-out a file"] : Array.Empty<string>(),
        ];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("prune", problems);
        }
    }

    private static PruningCriterion Named(string criterion, RoutingStatistics? statistics, int seed) => criterion switch
    {
        "soft-count" => new BySoftCount(statistics!),
        "hard-count" => new ByHardCount(statistics!),
        "random" => new ByChance(seed),
        "even" => new ByIndex(IndexRule.Even),
        "odd" => new ByIndex(IndexRule.Odd),
        "first" => new ByIndex(IndexRule.First),
        _ => new ByIndex(IndexRule.Last),
    };

    private static RoutingStatistics Count(MoeModel model, string file, int width, CancellationToken stop)
    {
        var sequences = CalibrationTexts.Read(file, TokenizerJson.Load(model.Checkpoint.Folder), width);
        return Calibration.Run(model, sequences, progress: ConsoleProgress.Create(), cancellation: stop);
    }

    private static void Report(MoeModel model, string criterion, int keep, RoutingStatistics? statistics)
    {
        var over = statistics is null ? string.Empty : $" over {Plural.Of(statistics.Tokens, "token")}";
        Console.WriteLine($"{keep} of {model.Config.Moe.Router.Experts} experts kept in {Plural.Of(model.MoeLayers.Count, "MoE layer")}, by {criterion}{over}");
        var unseen = statistics is null ? [] : model.MoeLayers.Select(layer => (Layer: layer, Unused: statistics.NeverUsed(layer))).Where(layer => layer.Unused.Count > 0).ToArray();
        if (unseen.Length > 0)
        {
            Runner.Say($"experts that no token of the text used: {string.Join(", ", unseen.Select(layer => $"{layer.Unused.Count} in layer {layer.Layer}"))}; among them the lower index is kept. A longer text tells more");
        }
    }

    private static void Write(MoeModel model, ExpertMask mask, string? folder, string? file)
    {
        if (file is not null)
        {
            AtomicFile.WriteText(file, mask.ToJson() + "\n");
            Console.WriteLine("written: " + file);
        }

        if (folder is not null)
        {
            CheckpointPruner.Write(model.Checkpoint.Folder, mask, folder);
            Console.WriteLine("written: " + folder);
        }
    }
}
