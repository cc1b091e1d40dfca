using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe doctor [MODEL]</c>: says what this machine has and whether libtorch loads; and what a model's folder holds.</summary>
internal static class DoctorCommand
{
    private static readonly Argument<string?> Model = new("MODEL")
    {
        Description = "A folder, a bundled model, or ORG/NAME: its files are checked and its weights looked through.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var command = new Command("doctor", "Say what this machine has and whether libtorch loads; check a model's files.") { Model };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Machine() is var code && parsed.GetValue(Model) is { } model ? Math.Max(code, Look(model, cancellation)) : code));
        return command;
    }

    private static int Machine()
    {
        Console.WriteLine($".NET      {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Console.WriteLine($"cores     {Environment.ProcessorCount}");
        using var ones = torch.ones(2, 2);
        Console.WriteLine($"libtorch  {Torch(LoadedTorch.Find())}, {torch.get_num_threads()} threads, CUDA {(torch.cuda.is_available() ? "yes" : "no")}");
        return ones.sum().item<float>() == 4f ? 0 : 1;
    }

    private static string Torch(LoadedTorch? loaded) => loaded is null
        ? "of unknown version"
        : $"{loaded.Version ?? "of unknown version"} (says {loaded.Source}) from {loaded.Path}"
            + (Environment.GetEnvironmentVariable("MOE_LIBTORCH") is { Length: > 0 } named ? $", named by MOE_LIBTORCH={named}" : ", of the build's package");

    /// <summary>What an opened model would tell; of weights alone, without a config, what their files tell.</summary>
    private static IEnumerable<string> Notices(Checkpoint checkpoint)
    {
        var config = Path.Combine(checkpoint.Folder, "config.json");
        return File.Exists(config)
            ? ModelLoader.Notices(checkpoint, TiedHead.Resolve(checkpoint, ModelConfig.Parse(config, checkpoint.ConfigText)))
            : checkpoint.Notices;
    }

    /// <summary>1 where weights hold NaN or infinity; notices alone are no failure.</summary>
    private static int Look(string model, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(ModelLocator.Resolve(model));
        Console.WriteLine($"model     {checkpoint.Folder}");
        var types = checkpoint.Names.GroupBy(name => checkpoint.Entry(name).DType).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tensors   {checkpoint.Names.Count} ({string.Join(", ", types)}), {checkpoint.TensorBytes:N0} bytes"));
        foreach (var notice in Notices(checkpoint))
        {
            Console.WriteLine($"notice    {notice}");
        }

        var unhealthy = CheckpointHealth.Scan(checkpoint, ConsoleProgress.Create(), cancellation);
        foreach (var tensor in unhealthy)
        {
            Console.WriteLine($"weights   {ErrorText.Name(tensor.Name)}: {tensor.NotANumber} NaN, {tensor.Infinite} infinite");
        }

        Console.WriteLine(unhealthy.Count == 0 ? "weights   all finite" : $"weights   {Plural.Of(unhealthy.Count, "tensor")} not finite");
        return unhealthy.Count == 0 ? 0 : 1;
    }
}
