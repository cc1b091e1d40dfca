using System.CommandLine;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Training;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe train mini-softmax</c>: trains the synthetic mini model.</summary>
internal static class TrainCommand
{
    private const string MiniSoftmax = "mini-softmax";

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = $"What to train: {MiniSoftmax} (a small DeepSeek-V2 on a synthetic world)." };
        model.AcceptOnlyFromAmong(MiniSoftmax);
        var minutes = new Option<double?>("--minutes") { Description = "About how long all of it may take on this machine, the final evaluation included; at least about one." };
        var tokens = new Option<long?>("--tokens") { Description = $"Tokens to train on; {new TrainingOptions().Tokens:N0} if nothing is said." };
        var output = new Option<string>("--out") { Description = "The folder for checkpoint, log and model.", DefaultValueFactory = _ => $"artifacts/{MiniSoftmax}" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the folder's checkpoint; a new --tokens lengthens the run." };
        var force = new Option<bool>("--force") { Description = "Begin anew in a folder that holds a model or an unfinished run." };
        minutes.Validators.Add(result => OptionChecks.Check(result, 0.01, 7 * 24 * 60.0));
        tokens.Validators.Add(result => OptionChecks.Check(result, 1L, 1_000_000_000_000));
        var command = new Command("train", "Train the synthetic mini model; resumable.") { model, minutes, tokens, output.NotEmpty(), resume, force };
        command.SetAction((parsed, stop) =>
        {
            RefuseTaken(parsed.GetRequiredValue(output), parsed.GetValue(resume) || parsed.GetValue(force));
            return Task.Run(() => RunAsync(
                parsed.GetRequiredValue(output), parsed.GetValue(minutes), parsed.GetValue(tokens), parsed.GetValue(resume), stop));
        });
        return command;
    }

    /// <summary>A run that begins would replace what an earlier one took an hour to make.</summary>
    private static void RefuseTaken(string folder, bool meant)
    {
        OutputFile.CheckFolder("--out", folder);
        if (!meant && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.safetensors").FirstOrDefault() is { } file)
        {
            throw new MoeUsageException("--out", $"{folder} holds {Path.GetFileName(file)} already", "Go on with --resume, begin anew with --force, or name another folder");
        }
    }

    private static async Task<int> RunAsync(string folder, double? minutes, long? tokens, bool resume, CancellationToken stop)
    {
        if (minutes is not null && (tokens is not null || resume))
        {
            throw new MoeUsageException("--minutes", "cannot stand beside --tokens or --resume");
        }

        var (options, progress) = (new TrainingOptions(), ConsoleProgress.Create());
        var budget = tokens ?? (minutes is { } m ? TrainingBudget.ForMinutes(m, options, MiniRecipe.Shape, TimeProvider.System, progress, stop) : null);
        await new TrainingRun(folder, progress, TimeProvider.System).RunAsync(options, MiniRecipe.Shape, resume, budget, stop);
        Console.WriteLine($"trained (synthetic model): {folder}");
        return 0;
    }
}
