using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;
using Spectre.Console;

namespace MoeNotebooks.Cli.Commands;

/// <summary>What <c>moe sweep</c> prints and writes.</summary>
internal static class SweepReport
{
    public const string FileName = "sweep.csv";

    private const int LeastWidth = 110; // a verdict cut in two cannot be searched for

    public static void Print(
        SweepResult sweep,
        SweepSpec spec,
        string store,
        string? output,
        IReadOnlyList<DecodeForecast>? forecasts = null
    )
    {
        var baseline = sweep.Points.FirstOrDefault(point => point.Policy == RoutingPolicy.Trained);
        var comparisons = baseline is null ? [] : sweep.CompareWith(baseline, spec.Level, spec.Seed);
        var file = baseline is null || output is null ? null : Path.Combine(output, FileName);
        if (file is not null)
        {
            var graded = Measures
                .Graded.Select(measure => sweep.CompareWith(baseline!, spec.Level, spec.Seed, measure: measure))
                .ToArray();
            // Before anything is printed: whoever reads may have gone
            SweepTable.Write(file, sweep, comparisons, graded, forecasts?.Select(one => one.Milliseconds).ToArray());
        }

        Console.WriteLine($"{Plural.Of(sweep.Computed, "answer")} computed, {sweep.Reused} found in {store}");
        if (sweep.Missing > 0)
        {
            Console.WriteLine(
                $"{Plural.Of(sweep.Missing, "answer")} for other shards to give: merge their stores (moe merge), then sweep once more"
            );
        }

        if (baseline is null)
        {
            return;
        }

        var different = sweep.Points.DistinctBy(point => point.Run.Conditions.Key).Count();
        Console.WriteLine(
            $"{sweep.Points.Count} {(sweep.Points.Count == 1 ? "policy" : "policies")}, {different} different in what they decide; each of those is one row"
        );
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LeastWidth);
        AnsiConsole.Write(Table(sweep, comparisons, forecasts));
        if (forecasts is [var first, ..])
        {
            Console.WriteLine(
                $"distinct: experts of a step of {first.Requests} tokens, counted. step: {first}, with the experts counted."
            );
        }

        Console.WriteLine(Notes(spec, comparisons, different - 1));
        EvalReport.PrintSynthetic(Console.Out, baseline.Tasks.Select(task => task.Task));
        if (file is not null)
        {
            Console.WriteLine("Written: " + file);
        }
    }

    private static string Notes(SweepSpec spec, IReadOnlyList<Comparison> comparisons, int tried)
    {
        var least = Math.Min(1, Math.Max(1, tried) * 2.0 / (PairedBootstrap.DefaultResamples + 1));
        // csharpier-ignore - a text, which reads as it is written
        return string.Create(CultureInfo.InvariantCulture, $"""
            Against the trained number of experts, on the same items, by clusters of related questions. Intervals and p are corrected for the
            {tried} policies tried (Bonferroni, Holm): all hold together at {100 * (1 - spec.Level):0.#} %. p cannot fall below {least:0.####}: no resample crossed zero.
            non-inferior: not worse by {100 * BaselineComparison.DefaultMargin:0.#} point; undecided: neither shown. Smallest difference seen in four cases of five: {100 * comparisons.Max(c => c.SmallestSeen):0.0} points.
            """);
    }

    /// <summary>Policies that come to the same are one row.</summary>
    private static Table Table(
        SweepResult sweep,
        IReadOnlyList<Comparison> comparisons,
        IReadOnlyList<DecodeForecast>? forecasts
    )
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (
            var title in new[] { "policy", "experts", "mean", "±", "difference", "interval", "p", "finding" }.Concat(
                forecasts is null ? [] : ["distinct", "step (ms)"]
            )
        )
        {
            table.AddColumn(title, column => column.NoWrap());
        }

        foreach (var (i, point) in sweep.Points.Index().DistinctBy(pair => pair.Item.Run.Conditions.Key))
        {
            var comparison = comparisons[i];
            table.AddRow([
                Markup.Escape(point.Policy.ToString()!),
                (point.IsUpperBound ? "≤ " : string.Empty) + Fixed(point.MeanExperts, "0.00"),
                Points(point.Mean),
                point.StandardError is { } error ? Points(error) : "N/A",
                Points(comparison.Mean.Difference),
                $"{Points(comparison.Corrected.Low)} to {Points(comparison.Corrected.High)}",
                Fixed(comparison.CorrectedP, "0.###"),
                comparison.Finding.InWords(),
                .. forecasts is null
                    ? []
                    : new[]
                    {
                        point.DistinctExperts is { } distinct ? Fixed(distinct, "0.0") : "not counted",
                        Fixed(forecasts[i].Milliseconds, "0.000"),
                    },
            ]);
        }

        return table;
    }

    private static string Points(double share) => Fixed(100 * share, "0.0");

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
