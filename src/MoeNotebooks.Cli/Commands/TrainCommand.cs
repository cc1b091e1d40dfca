using System.CommandLine;
using MoeNotebooks.Errors;
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
        var minutes = new Option<double?>("--minutes") { Description = "About how long to train on this machine; the tokens that fit are tried first." };
        var tokens = new Option<long?>("--tokens") { Description = $"Tokens to train on; {new TrainingOptions().Tokens:N0} if nothing is said." };
        var output = new Option<string>("--out") { Description = "The folder for checkpoint, log and model.", DefaultValueFactory = _ => $"artifacts/{MiniSoftmax}" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the folder's checkpoint; a new --tokens lengthens the run." };
        var command = new Command("train", "Train the synthetic mini model; resumable.") { model, minutes, tokens, output.NotEmpty(), resume };
        command.SetAction((parsed, stop) => Task.Run(() => RunAsync(
            parsed.GetRequiredValue(output), parsed.GetValue(minutes), parsed.GetValue(tokens), parsed.GetValue(resume), stop)));
        return command;
    }

    private static async Task<int> RunAsync(string folder, double? minutes, long? tokens, bool resume, CancellationToken stop)
    {
        if (minutes is not null && (tokens is not null || resume))
        {
            throw new MoeUsageException("--minutes", "cannot stand beside --tokens or --resume");
        }

        if (minutes is <= 0 or double.NaN || tokens is <= 0)
        {
            throw new MoeUsageException(minutes is null ? "--tokens" : "--minutes", "must be more than 0");
        }

        var options = new TrainingOptions();
        var budget = tokens ?? (minutes is { } m ? TrainingBudget.ForMinutes(m, options, MiniRecipe.Shape, TimeProvider.System) : null);
        await new TrainingRun(folder, ConsoleProgress.Create(), TimeProvider.System).RunAsync(options, MiniRecipe.Shape, resume, budget, stop);
        Console.WriteLine($"trained (synthetic model): {folder}");
        return 0;
    }
}
