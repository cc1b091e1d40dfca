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
            new FakeSweep(), FakeSweep.Tasks(), [RoutingPolicy.Trained, new Allocation(6, 4, 2, 2)], cancellationToken: TestContext.Current.CancellationToken);
        SweepTable.Write(folder["sweep.csv"], sweep, sweep.CompareWith(sweep.Points[0]));

        var lines = File.ReadAllLines(folder["sweep.csv"]);
        lines.Length.ShouldBe(3);
        lines[0].ShouldBe("policy,experts,mean_experts,mini_arc_challenge,mini_arc_challenge_stderr,mini_arc_challenge_p,"
            + "mini_arc_easy,mini_arc_easy_stderr,mini_arc_easy_p,mean,mean_stderr,difference,difference_low95,difference_high95,"
            + "p,p_corrected,corrected_low,corrected_high,smallest_seen,finding");
        lines[2].ShouldStartWith("\"(6,4,2,2)\",\"6 4 2\",4,");
        lines[1].ShouldEndWith(",0,0,0,1,1,0,0,0,non-inferior");
    }
}
