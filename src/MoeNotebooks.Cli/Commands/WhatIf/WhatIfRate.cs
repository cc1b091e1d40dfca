using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Simulation;

namespace MoeNotebooks.Cli.Commands.WhatIf;

/// <summary>The open loop of <c>moe whatif --rate</c>: simulated, request by request.</summary>
internal sealed class WhatIfRate
{
    private const double MostRequests = 1e6; // each is simulated

    private readonly Option<double?> _rate = new Option<double?>("--rate")
    {
        Description = "Requests that arrive per second, at random, in place of --concurrency: simulated step by step.",
    };
    private readonly Option<double> _seconds = new Option<double>("--seconds")
    {
        Description = "How long they arrive.",
        DefaultValueFactory = _ => 600,
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the arrivals.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<double> _firstToken = new Option<double>("--slo-ttft-ms")
    {
        Description = "Most milliseconds to the first token, for goodput.",
        DefaultValueFactory = _ => 2000,
    };
    private readonly Option<double> _perToken = new Option<double>("--slo-tpot-ms")
    {
        Description = "Most milliseconds per token after it, for goodput.",
        DefaultValueFactory = _ => 50,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _rate, _seconds, _seed, _firstToken, _perToken })
        {
            command.Options.Add(option);
        }
    }

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_rate) is not null;

    /// <summary>All that is out of range.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        foreach (var option in IsAsked(parsed) ? [] : parsed.Given(_seconds, _seed, _firstToken, _perToken))
        {
            yield return $"{option} needs --rate";
        }

        if (
            (parsed.GetValue(_rate) ?? 0) * parsed.GetValue(_seconds)
            is > MostRequests
                and < double.PositiveInfinity
                and var requests
        )
        {
            yield return FormattableString.Invariant(
                $"--rate times --seconds is {requests:0} requests; {MostRequests:0} at most"
            );
        }

        foreach (
            var (name, value, most) in new[]
            {
                ("--rate", parsed.GetValue(_rate) ?? 1, 10_000),
                ("--seconds", parsed.GetValue(_seconds), 86_400.0),
                ("--slo-ttft-ms", parsed.GetValue(_firstToken), 1e9),
                ("--slo-tpot-ms", parsed.GetValue(_perToken), 1e9),
            }
        )
        {
            if (!(value > 0 && value <= most))
            {
                yield return FormattableString.Invariant($"{name} is {value}; it is above 0, {most} at most");
            }
        }
    }

    public int Run(
        ServingModel model,
        EngineDescription engine,
        Workload workload,
        ParseResult parsed,
        bool json,
        CancellationToken stop
    )
    {
        var trace = TraceRequest.AtRate(
            parsed.GetValue(_rate)!.Value,
            parsed.GetValue(_seconds),
            workload.InputTokens,
            workload.OutputTokens,
            parsed.GetValue(_seed)
        );
        if (trace.Count == 0)
        {
            throw new MoeUsageException(
                "--rate",
                "no request arrives in these --seconds; raise one of them, or take another --seed"
            );
        }

        var result = ServingSimulation.Run(model, engine, trace, stop);
        var goodput = result.Goodput(parsed.GetValue(_firstToken), parsed.GetValue(_perToken));
        var objectives = string.Create(
            CultureInfo.InvariantCulture,
            $"TTFT up to {parsed.GetValue(_firstToken):N0} ms and TPOT up to {parsed.GetValue(_perToken):N0} ms"
        );
        Console.WriteLine(json ? Json(result, goodput) : Text(result, goodput, objectives));
        return 0;
    }

    /// <summary>The names of SGLang's <c>bench_serving</c>, and vLLM's for goodput.</summary>
    private static string Json(SimulationResult result, double goodput) =>
        WhatIfJson.Line(
            new Dictionary<string, object?>
            {
                ["kind"] = "predicted",
                ["completed"] = result.Requests.Count,
                ["duration"] = result.Seconds,
                ["request_throughput"] = result.Requests.Count / result.Seconds,
                ["output_throughput"] = result.OutputTokensPerSecond,
                ["total_throughput"] = result.TokensPerSecond,
                ["concurrency"] = result.Concurrency,
                ["request_goodput"] = goodput,
                ["mean_ttft_ms"] = result.TimeToFirstToken?.Mean,
                ["median_ttft_ms"] = result.TimeToFirstToken?.Median,
                ["p99_ttft_ms"] = result.TimeToFirstToken?.P99,
                ["mean_tpot_ms"] = result.TimePerOutputToken?.Mean,
                ["median_tpot_ms"] = result.TimePerOutputToken?.Median,
                ["p99_tpot_ms"] = result.TimePerOutputToken?.P99,
                ["mean_itl_ms"] = result.InterTokenLatency?.Mean,
                ["median_itl_ms"] = result.InterTokenLatency?.Median,
                ["p99_itl_ms"] = result.InterTokenLatency?.P99,
            }
        );

    private static string Text(SimulationResult result, double goodput, string objectives)
    {
        string Row(string name, Quantiles? of) =>
            of is null
                ? $"{name, -30}none"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -30}{of.Mean, 10:N1}{of.Median, 10:N1}{of.P99, 10:N1}"
                );
        return string.Join(
            '\n',
            [
                $"{"predicted, ms", -30}{"mean", 10}{"median", 10}{"99 %", 10}",
                Row("time to first token (TTFT)", result.TimeToFirstToken),
                Row("time per output token (TPOT)", result.TimePerOutputToken),
                Row("between two tokens (ITL)", result.InterTokenLatency),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Requests.Count} requests in {result.Seconds:N0} s, {result.Concurrency:N1} at a time; {result.OutputTokensPerSecond:N0} output tokens per second, {result.TokensPerSecond:N0} with input"
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"goodput {goodput:N2} requests per second with {objectives}"
                ),
            ]
        );
    }
}
