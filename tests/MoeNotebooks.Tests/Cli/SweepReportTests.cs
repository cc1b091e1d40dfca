using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Verdicts;

namespace MoeNotebooks.Tests.Cli;

/// <summary>
/// What a sweep prints, from drawn answers: the numbers of its table are those of its points and comparisons.
/// </summary>
[Collection("console")]
public sealed class SweepReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_table_has_each_policys_mean_error_difference_interval_and_finding()
    {
        var drawn = await DrawnSkipping.AnswersAsync(
            "a",
            Scoring.Softmax,
            experts => 0.9 - (0.05 * (6 - experts.Average())),
            items: 100
        );
        var points = new[] { RoutingPolicy.Trained, new TopK(1) }
            .Select(policy => drawn.Points.Single(point => point.Policy == policy))
            .ToArray();
        var sweep = new SweepResult(points, Computed: 3, Reused: 1197, Missing: 0);
        var spec = SweepSpecReader.Read(SweepSpec.Example, "spec.json");
        var test = sweep.CompareWith(points[0], spec.Level, spec.Seed)[1];
        var command = new Command("print");
        command.SetAction(_ => SweepReport.Print(sweep, spec, "answers.db", _folder.Path));
        var (exit, printed, error) = await CommandRun.RunAsync(command);
        exit.ShouldBe(0, error);

        printed.ShouldContain("3 answers computed, 1197 found in answers.db");
        printed.ShouldContain("2 policies, 2 different in what they decide");
        Row(printed, "trained")
            .ShouldBe([
                "trained",
                "6.00",
                Tenths(points[0].Mean),
                Tenths(points[0].StandardError!.Value),
                "0.0",
                "0.0 to 0.0",
                "1",
                "non-inferior",
            ]);
        Row(printed, "k=1")
            .ShouldBe([
                "k=1",
                "1.00",
                Tenths(points[1].Mean),
                Tenths(points[1].StandardError!.Value),
                Tenths(points[1].Mean - points[0].Mean),
                $"{Tenths(test.Corrected.Low)} to {Tenths(test.Corrected.High)}",
                Told(test.CorrectedP),
                "worse",
            ]);
        printed.ShouldContain($"Smallest difference seen in four cases of five: {Tenths(test.SmallestSeen)} points.");
        printed.ShouldContain("mini_* tasks are synthetic");

        var csv = File.ReadAllLines(_folder["sweep.csv"]).Select(line => line.Split(',')).ToArray();
        csv.Length.ShouldBe(3);
        string Cell(string column) => csv[2][Array.IndexOf(csv[0], column)];
        double.Parse(Cell("mean"), CultureInfo.InvariantCulture).ShouldBe(100 * points[1].Mean, 1e-6);
        double.Parse(Cell("difference"), CultureInfo.InvariantCulture)
            .ShouldBe(100 * (points[1].Mean - points[0].Mean), 1e-6);
        double.Parse(Cell("corrected_low"), CultureInfo.InvariantCulture).ShouldBe(100 * test.Corrected.Low, 1e-6);
        Cell("finding").ShouldBe("worse");
    }

    private static string[] Row(string printed, string policy) =>
        [
            .. printed
                .Split('\n')
                .Single(line => line.TrimStart().StartsWith(policy + " ", StringComparison.Ordinal))
                .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];

    private static string Tenths(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Told(double p) => p.ToString("0.###", CultureInfo.InvariantCulture);
}
