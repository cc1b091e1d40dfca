using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe doctor [MODEL]</c>: says what this machine has and whether libtorch loads; and what a model's folder holds.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = "A folder, a bundled model, or ORG/NAME: its files are checked and its weights looked through.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Write JSON for other programs." };
        var command = new Command("doctor", "Say what this machine has and whether libtorch loads; check a model's files.") { model, json };
        command.SetAction((parsed, stop) => Task.FromResult(parsed.GetValue(json) ? Json(parsed.GetValue(model), stop) : Lines(parsed.GetValue(model), stop)));
        return command;
    }

    private static int Lines(string? model, CancellationToken stop)
    {
        // one by one: where libtorch does not load, the lines before it are what helps
        Console.WriteLine($".NET      {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        Console.WriteLine($"cores     {Environment.ProcessorCount}");
        var torch = TorchReport.Make();
        Console.WriteLine(torch.Line());
        var report = model is null ? null : ModelReport.Make(model, stop);
        foreach (var line in report?.Lines() ?? [])
        {
            Console.WriteLine(line);
        }

        return Code(torch, report);
    }

    private static int Json(string? model, CancellationToken stop)
    {
        var torch = TorchReport.Make();
        var report = model is null ? null : ModelReport.Make(model, stop);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            dotnet = Environment.Version.ToString(),
            system = RuntimeInformation.OSDescription,
            architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            cores = Environment.ProcessorCount,
            libtorch = torch.Json(),
            model = report?.Json(),
        }));
        return Code(torch, report);
    }

    /// <summary>1 where libtorch miscalculates, or weights hold NaN or infinity; notices alone are no failure.</summary>
    private static int Code(TorchReport torch, ModelReport? report) => torch.Works && report is not { NotFinite.Count: > 0 } ? 0 : 1;
}
