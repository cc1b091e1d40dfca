using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Training;
using MoeNotebooks.Training.Acceptance;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe train NAME</c>: trains one of the synthetic mini models, then measures whether it is fit for experiments.
/// </summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var names = MiniRecipe.All.Select(recipe => recipe.Name).ToArray();
        var model = new Argument<string>("MODEL")
        {
            Description = $"What to train on the synthetic world: {string.Join(", ", names)}.",
        };
        model.AcceptOnlyFromAmong(names);
        var minutes = new Option<double?>("--minutes")
        {
            Description =
                "About how long training may take on this machine, the evaluation included; at least about one.",
        };
        var tokens = new Option<long?>("--tokens")
        {
            Description = $"Tokens to train on; {new TrainingOptions().Tokens:N0} if nothing is said.",
        };
        var seed = new Option<int?>("--seed")
        {
            Description =
                "Decides the first weights and the order of texts; default: the one that the shipped model was trained with.",
        };
        var device = new Option<string>("--device")
        {
            Description = "Where to train: cpu or cuda. Sums differ from one to the other, so the models do.",
            DefaultValueFactory = _ => "cpu",
        };
        var output = new Option<string?>("--out")
        {
            Description = "The folder for checkpoint, log and model; default: artifacts/MODEL.",
        };
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on from the folder's checkpoint; a new --tokens lengthens the run.",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Begin anew in a folder that holds a model or an unfinished run.",
        };
        var accept = new Option<bool>("--accept")
        {
            Description =
                "Train nothing; only measure whether the model in --out is fit for experiments, and write that and its card into its folder.",
        };
        minutes.Validators.Add(result => OptionChecks.Check(result, 0.01, 7 * 24 * 60.0));
        tokens.Validators.Add(result => OptionChecks.Check(result, 1L, 1_000_000_000_000));
        var command = new Command("train", "Train a synthetic mini model; resumable.")
        {
            model,
            minutes,
            tokens,
            seed,
            device,
            output,
            resume,
            force,
            accept,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                var recipe = MiniRecipe.All.Single(r => r.Name == parsed.GetRequiredValue(model));
                recipe = recipe with
                {
                    Options = recipe.Options with { Seed = parsed.GetValue(seed) ?? recipe.Options.Seed },
                };
                var folder = parsed.GetValue(output) ?? $"artifacts/{recipe.Name}";
                if (parsed.GetValue(accept))
                {
                    return AcceptAsync(folder, recipe, stop);
                }

                var (place, time) = (ModelArguments.DeviceOf(parsed.GetValue(device)), parsed.GetValue(minutes));
                RefuseTwice(time, parsed.GetValue(tokens), parsed.GetValue(resume), place);
                RefuseTaken(folder, parsed.GetValue(resume) || parsed.GetValue(force));
                return Task.Run(() =>
                    RunAsync(folder, recipe, place, time, parsed.GetValue(tokens), parsed.GetValue(resume), stop)
                );
            }
        );
        return command;
    }

    /// <summary>How long a run is must be said once, and minutes are tried on the CPU.</summary>
    private static void RefuseTwice(double? minutes, long? tokens, bool resume, Device device)
    {
        if (minutes is not null && (tokens is not null || resume || device.type != DeviceType.CPU))
        {
            throw new MoeUsageException("--minutes", "cannot stand beside --tokens, --resume or --device cuda");
        }
    }

    /// <summary>A run that begins would replace what an earlier one took long to make.</summary>
    private static void RefuseTaken(string folder, bool meant)
    {
        OutputFile.CheckFolder("--out", folder);
        if (
            !meant
            && Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.safetensors").FirstOrDefault() is { } file
        )
        {
            throw new MoeUsageException(
                "--out",
                $"{folder} holds {Path.GetFileName(file)} already",
                "Go on with --resume, begin anew with --force, or name another folder"
            );
        }
    }

    private static async Task<int> RunAsync(
        string folder,
        MiniRecipe recipe,
        Device device,
        double? minutes,
        long? tokens,
        bool resume,
        CancellationToken stop
    )
    {
        var progress = ConsoleProgress.Create();
        var budget = tokens
            ?? (
                minutes is { } m
                    ? TrainingBudget.ForMinutes(m, recipe.Options, recipe.Shape, TimeProvider.System, progress, stop)
                    : null
            );
        await new TrainingRun(folder, progress, TimeProvider.System, device).RunAsync(
            recipe.Options,
            recipe.Shape,
            resume,
            budget,
            stop
        );
        Console.WriteLine($"trained (synthetic model): {folder}");
        if (budget < recipe.Options.Tokens)
        {
            Console.WriteLine(
                "not measured whether it is fit for experiments: a run shorter than the recipe is not meant to be; --accept does it"
            );
            return 0;
        }

        return await AcceptAsync(folder, recipe, stop);
    }

    // a run that falls short has trained all the same: its table says where
    private static async Task<int> AcceptAsync(string folder, MiniRecipe recipe, CancellationToken stop)
    {
        foreach (var line in (await new AcceptanceRun(folder, recipe, ConsoleProgress.Create()).RunAsync(stop)).Lines)
        {
            Console.WriteLine($"{(line.Passed ? "pass" : "FAIL")}  {line.Claim}: {line.Measured}");
        }

        return 0;
    }
}
