using System.Globalization;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>The paper's summary, put to throughput and accuracy at once: predicted gains, quoted losses.</summary>
public static class WhatIfVerdicts
{
    // Of the six-task mean: the paper's own measure of "without loss", about 1.5 standard errors
    private const double Point = 1;

    /// <summary>Fewer activated experts gain at least 10 % of throughput without a loss.</summary>
    /// <param name="tradeOffs">V2-Lite at some loads.</param>
    public static Verdict Skipping(IReadOnlyList<(int Concurrency, TradeOffs At)> tradeOffs)
    {
        ArgumentNullException.ThrowIfNull(tradeOffs);
        var gains = tradeOffs
            .Select(load =>
                (
                    load.Concurrency,
                    Best: load.At.Skipping.Where(point => point.Lost <= Point).MaxBy(point => point.Speedup)!
                )
            )
            .ToArray();
        var ten = gains.Count(gain => gain.Best.Speedup >= 1.1);
        return new Verdict(
            "Summary, skipping",
            "Activating fewer experts gains at least 10 % of throughput without a loss of accuracy, at any load.",
            "Fastest rows of table 10 within a point of the full model: "
                + string.Join(
                    "; ",
                    gains
                        .GroupBy(gain => gain.Best.Name)
                        .Select(same =>
                            Text($"{same.Key}, {same.First().Best.Lost:0.0} points lost: ")
                            + string.Join(
                                ", ",
                                same.Select(gain =>
                                    Text($"{100 * (gain.Best.Speedup - 1):+0;-0;0} % at {gain.Concurrency}")
                                )
                            )
                        )
                )
                + " requests.",
            ten == gains.Length ? Agreement.Agrees
                : ten > 0 ? Agreement.AgreesInPart
                : Agreement.Disagrees,
            ResultKind.Predicted
        );
    }

    /// <summary>Fewer experts in all gain little and cost much.</summary>
    /// <param name="tradeOffs">V2-Lite at some loads.</param>
    public static Verdict Pruning(IReadOnlyList<(int Concurrency, TradeOffs At)> tradeOffs)
    {
        ArgumentNullException.ThrowIfNull(tradeOffs);
        var halves = tradeOffs
            .Select(load =>
                (
                    load.Concurrency,
                    Best: load.At.Pruning.Where(point => point.Experts == 32).MaxBy(point => point.Accuracy)!
                )
            )
            .ToArray();
        var (costs, gains) = (halves[0].Best.Lost > 3 * Point, halves.Max(half => half.Best.Speedup));
        return new Verdict(
            "Summary, pruning",
            "Reducing the total number of experts gains little throughput and costs much accuracy.",
            Text($"Half of the experts, the best way of table 2: {halves[0].Best.Lost:0.0} points lost; ")
                + string.Join(
                    "; ",
                    halves.Select(half =>
                        Text($"{half.Concurrency} requests {100 * (half.Best.Speedup - 1):+0;-0;0} %")
                    )
                )
                + ".",
            Parts.Together(costs, gains < 1.1),
            ResultKind.Predicted
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
