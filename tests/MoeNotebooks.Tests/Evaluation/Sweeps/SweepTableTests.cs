using System.Globalization;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Sweeps;

public sealed class SweepTableTests
{
    [Fact]
    public async Task A_row_a_policy_and_as_many_cells_as_the_header()
    {
        using var folder = new TemporaryFolder();
        var sweep = await Sweep.RunAsync(
            new FakeSweep(),
            FakeSweep.Tasks(),
            [RoutingPolicy.Trained, new Allocation(6, 4, 2, 2)],
            cancellationToken: TestContext.Current.CancellationToken
        );
        SweepTable.Write(folder["sweep.csv"], sweep, sweep.CompareWith(sweep.Points[0]));

        var lines = File.ReadAllLines(folder["sweep.csv"]);
        lines.Length.ShouldBe(3);
        lines[0]
            .ShouldBe(
                "policy,experts,mean_experts,mini_arc_challenge,mini_arc_challenge_stderr,mini_arc_challenge_p,"
                    + "mini_arc_easy,mini_arc_easy_stderr,mini_arc_easy_p,mean,mean_stderr,difference,difference_low95,difference_high95,"
                    + "p,p_corrected,corrected_low,corrected_high,smallest_seen,finding,"
                    + "log_likelihood,log_likelihood_stderr,log_likelihood_difference,log_likelihood_p_corrected,log_likelihood_corrected_low,log_likelihood_corrected_high,log_likelihood_smallest_seen,"
                    + "margin,margin_stderr,margin_difference,margin_p_corrected,margin_corrected_low,margin_corrected_high,margin_smallest_seen,distinct_experts,predicted_step_ms"
            );
        lines[2].ShouldStartWith("\"(6,4,2,2)\",\"6 4 2\",4,");
        lines[1].ShouldContain(",0,0,0,1,1,0,0,0,non-inferior,");
        lines.ShouldAllBe(line => Cells(line).Length == Cells(lines[0]).Length);
        Cells(lines[2])[^2..].ShouldBe(["", ""]); // nothing was counted
        Cells(lines[1])[Array.IndexOf(Cells(lines[0]), "log_likelihood_difference")].ShouldBe(string.Empty);

        IReadOnlyList<IReadOnlyList<Comparison>> graded =
        [
            .. Measures.Graded.Select(measure => sweep.CompareWith(sweep.Points[0], measure: measure)),
        ];
        SweepTable.Write(folder["graded.csv"], sweep, sweep.CompareWith(sweep.Points[0]), graded, [1.5, 0.5]);
        var row = Cells(File.ReadAllLines(folder["graded.csv"])[2]);
        var column = Array.IndexOf(Cells(lines[0]), "margin_difference");
        double.Parse(row[column], CultureInfo.InvariantCulture)
            .ShouldBe(sweep.Points[1].In(Measure.Margin) - sweep.Points[0].In(Measure.Margin), 1e-5);
        row[^1].ShouldBe("0.5");
    }

    private static string[] Cells(string line) =>
        line.Split('"') is [_, .., var rest] && line.StartsWith('"')
            ? ["policy", "experts", .. rest.TrimStart(',').Split(',')]
            : line.Split(',');
}
