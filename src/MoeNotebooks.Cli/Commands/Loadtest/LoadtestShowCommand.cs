using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Cli.Commands.WhatIf;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>
/// <c>moe loadtest show</c>: results of load tests, alone or beside one of the paper's tables and the cost model.
/// </summary>
internal static class LoadtestShowCommand
{
    private const double Alike = 0.05; // lengths that differ by less are the paper's

    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "JSON Lines, as moe loadtest or SGLang's bench_serving wrote them.",
        };
        var beside = new Option<string?>("--beside")
        {
            Description =
                "Show them beside the paper's table08, table09 or table12 and what the cost model predicts for its machine.",
        }.AcceptOnlyFromAmong("table08", "table09", "table12");
        var json = new Option<bool>("--json") { Description = "Write one JSON object per line." };
        var command = new Command(
            "show",
            "Show results of load tests. Example: 'moe loadtest show results.jsonl --beside table08'."
        )
        {
            file,
            beside,
            json,
        };
        command.SetAction(parsed =>
        {
            var results = LoadTestResults.Load(parsed.GetRequiredValue(file));
            IEnumerable<string> lines = (parsed.GetValue(beside), parsed.GetValue(json)) switch
            {
                (null, false) => Alone(results),
                (null, true) => results.Select(WhatIfJson.Line),
                ({ } table, false) => Beside(results, PaperValidation.Run().Of(table), table),
                ({ } table, true) => ComparedLoad.Of(results, PaperValidation.Run().Of(table)).Select(WhatIfJson.Line),
            };
            foreach (var line in lines)
            {
                Console.WriteLine(line);
            }

            return 0;
        });
        return command;
    }

    private static IEnumerable<string> Alone(IReadOnlyList<LoadResult> results)
    {
        yield return $"{"measured", -9}{"load", 8}{"in", 7}{"out", 7}{"tok/s", 10}{"TTFT ms", 10}{"TPOT ms", 9}";
        foreach (var one in results)
        {
            var load =
                one.Rate is { } rate ? Text(rate, "0.###") + "/s"
                : one.Concurrency is { } places ? Text(places, "0")
                : "at once";
            yield return $"{one.Column ?? "-", -9}{load, 8}{Text(one.InputTokens, "0"), 7}{Text(one.OutputTokens, "0"), 7}"
                + $"{Text(one.TokensPerSecond, "N0"), 10}{Text(one.MedianFirstToken, "0.0"), 10}{Text(one.MedianPerToken, "0.00"), 9}"
                + (one.Failed > 0 ? $" {one.Failed} failed" : string.Empty)
                + (one.IsWarm == true ? " warm" : string.Empty)
                + (one is { Column: not null, Evidence: null } ? " claimed" : string.Empty);
        }
    }

    private static IEnumerable<string> Beside(
        IReadOnlyList<LoadResult> results,
        IReadOnlyList<PaperCell> cells,
        string table
    )
    {
        yield return $"{table}: tokens per second, and times those of {cells[0].Column} at the same load";
        yield return $"{"load", -6}{"column", -7}{"measured", 9}{"paper", 8}{"predicted", 10}   {"meas.", 6}{"paper", 7}{"pred.", 7}";
        foreach (var one in ComparedLoad.Of(results, cells))
        {
            yield return $"{Text(one.Concurrency, "0"), -6}{one.Column, -7}{Text(one.Measured, "0"), 9}{Text(one.Paper, "0"), 8}{Text(one.Predicted, "0"), 10}   "
                + $"{Text(one.MeasuredSpeedup, "0.00"), 6}{Text(one.PaperSpeedup, "0.00"), 7}{Text(one.PredictedSpeedup, "0.00"), 7}";
        }

        yield return $"paper: quoted, on its machine; predicted: the cost model, for that machine; measured: {string.Join(", ", results.Select(Source).Distinct())}";
        if (
            results.Any(one =>
                Math.Abs((one.InputTokens / cells[0].InputTokens) - 1) > Alike
                || Math.Abs((one.OutputTokens / cells[0].OutputTokens) - 1) > Alike
            )
        )
        {
            yield return $"measured with other lengths than the paper's {cells[0].InputTokens} in and {cells[0].OutputTokens} out: compare ratios, not tokens per second";
        }

        if (results.Count(one => one.Column is null || one.Concurrency is null) is > 0 and var left)
        {
            yield return $"{left} left out: without a label, or an open loop";
        }

        if (results.Any(one => one is { Column: not null, Evidence: null }))
        {
            yield return "some labels are only claimed: nothing in the file shows that the engine ran so";
        }
    }

    private static string Source(LoadResult one) =>
        Errors.ErrorText.Name(
            $"{one.Model ?? "unknown model"} by {one.Backend}{(one.Hardware is { } hardware ? " on " + hardware : string.Empty)}"
        );

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
