using System.Globalization;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// What the paper's claims about throughput come to beside the cost model and a GPU; every word depends on the numbers.
/// </summary>
public static class ThroughputVerdicts
{
    // The paper repeats itself to 2.9 %: tables 8 and 12 name one configuration twice
    private const double Clear = 0.03;
    private const int Low = 16;
    private const int MiddleFrom = 96;
    private const int High = 384;

    /// <summary>
    /// Figure 3: skipping gains most at low and at high load and little in between, quoted and predicted.
    /// </summary>
    /// <param name="speedups">Speedups of one series of table 8.</param>
    public static Verdict Valley(IReadOnlyList<Speedup> speedups)
    {
        ArgumentNullException.ThrowIfNull(speedups);
        var (found, predicted) = (
            Shape(speedups, speedup => speedup.Found),
            Shape(speedups, speedup => speedup.Predicted)
        );
        var (low, high) = (found.Low && predicted.Low, found.High && predicted.High);
        return new Verdict(
            "Figure 3a",
            "The speedup of skipping is largest at low and at high concurrency, and small in between.",
            Text(
                $"Quoted: {Percent(found.At.Low)} at most to {Low} requests, {Percent(found.At.Middle)} at least from {MiddleFrom} to {High - 1}, {Percent(found.At.High)} at most from {High} on. "
            )
                + Text(
                    $"Predicted: {Percent(predicted.At.Low)}, {Percent(predicted.At.Middle)}, {Percent(predicted.At.High)}. "
                )
                + "The model has no term for this shape: at low load fewer weights are read, at high load prefill computes less.",
            Parts.Together(low, high),
            ResultKind.Predicted
        );
    }

    /// <summary>The same on a GPU that only decodes.</summary>
    /// <param name="speedups">Speedups of one series of a GPU's decode steps.</param>
    /// <param name="device">The GPU.</param>
    public static Verdict Decoding(IReadOnlyList<Speedup> speedups, string device)
    {
        ArgumentNullException.ThrowIfNull(speedups);
        var best = speedups.MaxBy(speedup => speedup.Found)!;
        var last = speedups.MaxBy(speedup => speedup.Load)!;
        var (low, high) = (
            best.Found > 1.1 && best.Load <= Low,
            last.Found - speedups.Min(speedup => speedup.Found) > Clear
        );
        return new Verdict(
            $"Figure 3, {device}",
            "The speedup of skipping is largest at low and at high concurrency, and small in between.",
            Text(
                $"Measured on one {device}, decode steps only: most at {best.Load} requests, {Percent(best.Found)} (predicted {Percent(best.Predicted)}); {Percent(last.Found)} at {last.Load} (predicted {Percent(last.Predicted)}). "
            )
                + (
                    high
                        ? "It comes back at high load without any prefill."
                        : "Without prefill it does not come back at high load."
                ),
            Parts.Together(low, high),
            ResultKind.Measured
        );
    }

    /// <summary>Figure 3: the concurrency of peak throughput does not move.</summary>
    /// <param name="cells">Table 8.</param>
    public static Verdict Peak(IReadOnlyList<PaperCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var columns = cells.GroupBy(cell => cell.Column).ToArray();
        int[] quoted = [.. columns.Select(column => column.MaxBy(cell => cell.Paper)!.Concurrency)];
        int[] predicted = [.. columns.Select(column => column.MaxBy(cell => cell.Predicted)!.Concurrency)];
        // a maximum counts as moved only if the other place is clearly lower
        var flat = columns.All(column => Near(column, columns[0].MaxBy(cell => cell.Paper)!.Concurrency));
        return new Verdict(
            "Figure 3a, peak",
            "The concurrency of peak throughput does not move when experts are skipped.",
            $"Quoted peaks lie at {Listed(quoted)}, predicted ones at {Listed(predicted)} requests. "
                + (
                    flat
                        ? "Where they differ the two throughputs are within 3 %."
                        : "At least one series peaks clearly elsewhere."
                ),
            Parts.Together(flat, predicted.Distinct().Count() == 1),
            ResultKind.Predicted
        );

        static bool Near(IGrouping<string, PaperCell> column, int at) =>
            column.First(cell => cell.Concurrency == at).Paper > (1 - Clear) * column.Max(cell => cell.Paper);
    }

    /// <summary>Figure 5: whether the dip is the engine's bug or its limit of graphs.</summary>
    /// <param name="quoted">The cells of the smallest model in table 12.</param>
    /// <param name="limited">Predictions with the engine's limit, cell by cell.</param>
    /// <param name="unlimited">Predictions with graphs for every batch.</param>
    /// <param name="limit">The limit.</param>
    public static Verdict Dip(
        IReadOnlyList<PaperCell> quoted,
        IReadOnlyList<ServingPrediction> limited,
        IReadOnlyList<ServingPrediction> unlimited,
        int limit
    )
    {
        ArgumentNullException.ThrowIfNull(quoted);
        double Error(IReadOnlyList<ServingPrediction> of) =>
            100
            * quoted
                .Zip(of)
                .Where(pair => pair.First.Concurrency > limit && pair.First.Concurrency <= 2 * limit)
                .Average(pair => Math.Abs((pair.Second.TokensPerSecond / pair.First.Paper) - 1));
        var (with, without) = (Error(limited), Error(unlimited));
        return new Verdict(
            "Figure 5, dip",
            "Throughput dips at concurrency 192, which the paper suspects is a bug of SGLang.",
            Text(
                $"Up to {limit} requests SGLang 0.4.4 replays a graph; above, the host launches every kernel. With that limit the model is {with:0.0} % off between {limit} and {2 * limit} requests, with graphs for every batch {without:0.0} %. "
            )
                + (
                    with < without / 2
                        ? "A default, not a bug: a larger --cuda-graph-max-bs should remove the dip."
                        : "The limit does not explain it."
                ),
            with < without / 2 ? Agreement.Disagrees : Agreement.Undecided,
            ResultKind.Predicted
        );
    }

    /// <summary>The abstract: removing experts gains little.</summary>
    /// <param name="quoted">Speedups of table 12 with half of the experts.</param>
    /// <param name="measured">Speedups of a GPU's decode steps with half of the experts.</param>
    /// <param name="device">The GPU.</param>
    public static Verdict Pruning(IReadOnlyList<Speedup> quoted, IReadOnlyList<Speedup> measured, string device)
    {
        ArgumentNullException.ThrowIfNull(quoted);
        var (best, last, gpu) = (
            quoted.MaxBy(speedup => speedup.Found)!,
            quoted.MaxBy(speedup => speedup.Load)!,
            measured.MaxBy(speedup => speedup.Found)!
        );
        var (middle, end) = (best.Found > 1.25 && gpu.Found > 1.25, last.Found > 1.1);
        return new Verdict(
            "Figure 5",
            "Reducing the total number of experts gains little efficiency.",
            Text(
                $"Half of the experts: quoted {Percent(best.Found)} at {best.Load} requests (predicted {Percent(best.Predicted)}), {Percent(last.Found)} at {last.Load}; measured on one {device} {Percent(gpu.Found)} at {gpu.Load} (predicted {Percent(gpu.Predicted)}). "
            )
                + (
                    middle
                        ? "Little only at one request and at high load; in between it gains much."
                        : "Little everywhere."
                ),
            middle && end ? Agreement.Disagrees
                : middle ? Agreement.AgreesInPart
                : Agreement.Agrees,
            ResultKind.Predicted
        );
    }

    /// <summary>Tables 3 and 4: the more of a request is prompt, the higher the throughput.</summary>
    /// <param name="cells">Cells of one table.</param>
    /// <param name="name">The table.</param>
    public static Verdict Split(IReadOnlyList<PaperCell> cells, string name)
    {
        ArgumentNullException.ThrowIfNull(cells);
        PaperCell[] sorted = [.. cells.OrderByDescending(cell => cell.OutputTokens)];
        var rises = sorted.Zip(sorted.Skip(1)).All(pair => pair.Second.Predicted > pair.First.Predicted);
        var (quoted, predicted) = (sorted[^1].Paper / sorted[0].Paper, sorted[^1].Predicted / sorted[0].Predicted);
        return new Verdict(
            name,
            "The more of a request is prompt, the higher the throughput.",
            Text(
                $"From {sorted[0].OutputTokens} to {sorted[^1].OutputTokens} output tokens: {quoted:0.00} times quoted, {predicted:0.00} times predicted; cell by cell {PaperValidation.PercentageError(cells):0.0} % off, {100 * cells.Max(cell => Math.Abs(cell.Error)):0.0} % at most. "
            ) + "A prompt's tokens share one reading of the weights, an answer's need one each.",
            rises && Math.Abs((predicted / quoted) - 1) < 0.2 ? Agreement.Agrees
                : rises ? Agreement.AgreesInPart
                : Agreement.Disagrees,
            ResultKind.Predicted
        );
    }

    private static (bool Low, bool High, (double Low, double Middle, double High) At) Shape(
        IReadOnlyList<Speedup> speedups,
        Func<Speedup, double> value
    )
    {
        var low = speedups.Where(speedup => speedup.Load <= Low).Max(value);
        var middle = speedups.Where(speedup => speedup.Load is >= MiddleFrom and < High).Min(value);
        var high = speedups.Where(speedup => speedup.Load >= High).Max(value);
        return (low > middle + Clear, high > middle + Clear, (low, middle, high));
    }

    private static string Listed(int[] values) =>
        string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static string Percent(double speedup) => Text($"{100 * (speedup - 1):+0;-0;0} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
