using System.CommandLine;
using MoeNotebooks.Configs;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe trace</c>: looks into a routing trace, decides it anew under another policy, or takes it over from an engine.
/// </summary>
internal static class TraceCommand
{
    public static Command Create() =>
        new("trace", "Which experts tokens used: show, replay or import a routing trace.")
        {
            Show(),
            Replay(),
            Import(),
        };

    private static Command Show()
    {
        var file = TraceFile();
        var json = new Option<bool>("--json") { Description = "Print it as JSON, with each expert's counts." };
        var popularity = new Option<string?>("--popularity")
        {
            Description = "Write how often each expert was used, as cost models take it.",
        };
        var command = new Command("show", "What a trace says of each MoE layer.") { file, json, popularity };
        command.SetAction(
            async (parsed, stop) =>
            {
                var path = parsed.GetRequiredValue(file);
                var output = parsed.GetValue(popularity);
                CheckOutput("--popularity", output, path);
                var trace = await RoutingTrace.ReadAsync(path, stop);
                var summary = trace.Summary();
                TraceReport.Print(Console.Out, path, trace, summary, parsed.GetValue(json));
                if (output is not null)
                {
                    AtomicFile.WriteText(output, summary.Popularity.ToJson() + "\n");
                    Console.Error.WriteLine("written: " + output);
                }

                return 0;
            }
        );
        return command;
    }

    private static Command Replay()
    {
        var (file, policy, json) = (
            TraceFile(),
            new PolicyArguments(),
            new Option<bool>("--json") { Description = "Print it as JSON, with each expert's counts." }
        );
        var output = new Option<string?>("--out") { Description = "Write the new decisions as a trace." };
        var command = new Command(
            "replay",
            "Decide a trace anew under another policy or mask, without the model; needs a trace with router outputs."
        )
        {
            file,
            json,
            output,
        };
        policy.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                var path = parsed.GetRequiredValue(file);
                CheckOutput("--out", parsed.GetValue(output), path);
                var (chosen, mask) = (policy.Policy(parsed), policy.Mask(parsed));
                var trace = (await RoutingTrace.ReadAsync(path, stop)).Replay(chosen, mask);
                TraceReport.Print(Console.Out, path, trace, trace.Summary(), parsed.GetValue(json));
                if (trace.Header.MoeLayers.Count > 1)
                {
                    Runner.Say(
                        "layers behind the first are decided for the tokens as they were recorded; under another policy they would arrive slightly changed"
                    );
                }

                Write(parsed.GetValue(output), trace);
                return 0;
            }
        );
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Answers of SGLang or vLLM with routed_experts: one as JSON, or one per line.",
        };
        var model = new Option<string>("--model")
        {
            Description = "The model, for its shape: a folder, or ORG/NAME; only its config is read.",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "The trace to write, a Parquet file.",
            Required = true,
        };
        var command = new Command("import", "Take over which experts an engine says that it used.")
        {
            file,
            model,
            output,
        };
        command.SetAction(parsed =>
        {
            var (path, name, target) = (
                parsed.GetRequiredValue(file),
                parsed.GetRequiredValue(model),
                parsed.GetRequiredValue(output)
            );
            CheckOutput("--out", target, path);
            var config = Path.Combine(ModelLocator.Resolve(name), "config.json");
            var trace = EngineRouting.Read(
                path,
                ModelConfig.Parse(config, InputFile.ReadText(config)),
                Path.GetFileName(Path.TrimEndingDirectorySeparator(name))
            );
            TraceReport.Print(Console.Out, path, trace, trace.Summary(), json: false);
            Write(target, trace);
        });
        return command;
    }

    private static Argument<string> TraceFile() =>
        new("FILE") { Description = "A trace, as moe eval --trace writes it." };

    private static void CheckOutput(string option, string? output, string input)
    {
        if (output is not null)
        {
            OutputFile.Check(option, output, [input], replace: true);
        }
    }

    private static void Write(string? output, RoutingTrace trace)
    {
        if (output is not null)
        {
            trace.Write(output);
            Console.Error.WriteLine("written: " + output);
        }
    }
}
