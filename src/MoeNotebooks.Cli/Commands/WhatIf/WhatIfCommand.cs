using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Cli.Commands.WhatIf;

/// <summary>
/// <c>moe whatif MODEL</c>: the throughput of a policy and a mask beside that of the model as trained, predicted.
/// </summary>
internal static class WhatIfCommand
{
    public static Command Create()
    {
        var options = new WhatIfOptions();
        var command = options.Command();
        command.Subcommands.Add(WhatIfValidateCommand.Create());
        command.Subcommands.Add(WhatIfFitCommand.Create());
        command.SetAction((parsed, stop) => Task.FromResult(Run(options, parsed, stop)));
        return command;
    }

    private static int Run(WhatIfOptions options, ParseResult parsed, CancellationToken stop)
    {
        var (trained, asked, engine) = options.Models(parsed);
        var (workload, price) = (options.Workload(parsed), options.Price(parsed));
        if (!parsed.GetValue(options.Json))
        {
            Console.WriteLine(options.Setting(parsed));
        }

        if (options.Rate.IsAsked(parsed))
        {
            return options.Rate.Run(asked, engine, workload, parsed, parsed.GetValue(options.Json), stop);
        }

        var (before, after) = (trained?.Predict(workload), asked.Predict(workload));
        if (parsed.GetValue(options.Json))
        {
            Console.WriteLine(
                WhatIfJson.Line(
                    new
                    {
                        kind = "predicted",
                        tokens_per_second = after.TokensPerSecond,
                        output_tokens_per_second = after.OutputTokensPerSecond,
                        speedup = after.TokensPerSecond / before?.TokensPerSecond,
                        trained_tokens_per_second = before?.TokensPerSecond,
                        running = after.Running,
                        decode_ms = 1e3 * after.Decode.Seconds,
                        prefill_ms = 1e3 * after.PrefillSeconds / after.Running,
                        decode = after.Decode,
                        dollars_per_million_output_tokens = price is { } dollars
                            ? after.DollarsPerMillion(dollars)
                            : (double?)null,
                        after.Weak,
                    }
                )
            );
            return 0;
        }

        foreach (var line in Lines(before, after, price))
        {
            Console.WriteLine(line);
        }

        return 0;
    }

    private static IEnumerable<string> Lines(ServingPrediction? before, ServingPrediction after, double? price)
    {
        string Row(string name, string unit, Func<ServingPrediction, double> value, string form = "N2")
        {
            string Text(ServingPrediction one) => value(one).ToString(form, CultureInfo.InvariantCulture);
            return $"{name, -26}{(before is null ? "no room" : Text(before)), 12}{Text(after), 12}  {unit}".TrimEnd();
        }

        yield return $"{"predicted", -26}{"as trained", 12}{"asked", 12}";
        yield return Row("input and output", "tokens/s", p => p.TokensPerSecond);
        yield return Row("of these output", "tokens/s", p => p.OutputTokensPerSecond);
        yield return Row("decode step", "ms", p => 1e3 * p.Decode.Seconds);
        yield return Row("  dense and shared", "ms", p => 1e3 * p.Decode.Dense);
        yield return Row("  routed experts", "ms", p => 1e3 * p.Decode.Experts);
        yield return Row("  attention", "ms", p => 1e3 * p.Decode.Attention);
        yield return Row("  between devices", "ms", p => 1e3 * p.Decode.Communication);
        yield return Row("  launches, host", "ms", p => 1e3 * (p.Decode.Launches + p.Decode.Requests));
        yield return Row("prefill per request", "ms", p => 1e3 * p.PrefillSeconds / p.Running);
        yield return Row("requests that fit", string.Empty, p => p.Running, "N0");
        if (price is { } dollars)
        {
            yield return Row("a million output tokens", "dollars", p => p.DollarsPerMillion(dollars));
        }

        if (before is not null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"speedup {after.TokensPerSecond / before.TokensPerSecond:0.000} ('moe whatif validate' shows how far such predictions are from published ones)"
            );
        }

        if (after.Weak is { } weak)
        {
            yield return $"weak: {weak}";
        }
    }
}
