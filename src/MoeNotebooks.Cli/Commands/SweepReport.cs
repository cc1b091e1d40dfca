using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;
using Spectre.Console;

namespace MoeNotebooks.Cli.Commands;

/// <summary>What <c>moe sweep</c> prints and writes.</summary>
internal static class SweepReport
{
    private const int LeastWidth = 110; // a verdict cut in two cannot be searched for

    public static void Print(SweepResult sweep, SweepSpec spec, string store, string? output)
    {
        Console.WriteLine($"{sweep.Computed} answers computed, {sweep.Reused} found in {store}");
        if (sweep.Missing > 0)
        {
            Console.WriteLine($"{sweep.Missing} answers are other shards' to give: merge their stores (moe merge), then sweep once more");
        }

        if (sweep.Points.FirstOrDefault(point => point.Policy == RoutingPolicy.Trained) is not { } baseline)
        {
            return;
        }

        var comparisons = sweep.CompareWith(baseline, spec.Level, spec.Seed);
        var different = sweep.Points.DistinctBy(point => point.Run.Conditions.Key).Count();
        Console.WriteLine($"{sweep.Points.Count} policies, {different} different in numbers of experts; each of those is one row");
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LeastWidth);
        AnsiConsole.Write(Table(sweep, comparisons));
        Console.WriteLine($"Against the trained number of experts, on the same items; p corrected (Holm) for the allocations tried; level {spec.Level.ToString(CultureInfo.InvariantCulture)}.");
        if (baseline.Tasks.Any(task => task.Task.IsSynthetic))
        {
            Console.WriteLine("mini_* tasks are synthetic: the kit's own small world, not the published benchmarks.");
        }

        if (output is not null)
        {
            var file = Path.Combine(output, "sweep.csv");
            SweepTable.Write(file, sweep, comparisons);
            Console.WriteLine("Written: " + file);
        }
    }

    /// <summary>Allocations that come to the same numbers of experts are one row.</summary>
    private static Table Table(SweepResult sweep, IReadOnlyList<Comparison> comparisons)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in new[] { "policy", "experts", "mean", "±", "difference", "95 %", "p", "verdict" })
        {
            table.AddColumn(title, column => column.NoWrap());
        }

        foreach (var (point, comparison) in sweep.Points.Zip(comparisons).DistinctBy(pair => pair.First.Run.Conditions.Key))
        {
            table.AddRow(
                Markup.Escape(point.Policy.ToString()!), Fixed(point.MeanExperts, "0.00"), Points(point.Mean),
                point.StandardError is { } error ? Points(error) : "N/A", Points(comparison.Mean.Difference),
                $"{Points(comparison.Mean.Low)} to {Points(comparison.Mean.High)}", Fixed(comparison.CorrectedP, "0.###"),
                comparison.Verdict.ToString().ToLowerInvariant());
        }

        return table;
    }

    private static string Points(double share) => Fixed(100 * share, "0.0");

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
