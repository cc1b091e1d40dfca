using MoeNotebooks.Paper;

namespace MoeNotebooks.Tests.Paper;

public sealed class NoiseFloorTests
{
    [Theory]
    [InlineData("arc_challenge", 0.5)]
    [InlineData("openbookqa", 1.0)]
    [InlineData("winogrande", 0.8)]
    public void The_six_rows_of_the_full_model_differ_by(string task, double points) =>
        Math.Round(Row(6, task).Spread, 1).ShouldBe(points);

    [Theory] // the means of six printed accuracies in table 10's six rows, highest less lowest
    [InlineData(2, 3.1 / 6)]
    [InlineData(4, 1.1 / 6)]
    [InlineData(6, 1.1 / 6)]
    public void Repeated_rows_spread_by(int experts, double points) =>
        Row(experts, "average").Spread.ShouldBe(points, 1e-9);

    [Fact]
    public void Only_repeated_uniform_rows_count()
    {
        NoiseFloor.Of(PaperTables.Table10).Count.ShouldBe(3 * 7);
        NoiseFloor.Of(PaperTables.Table11).ShouldBeEmpty(); // (8,8,8,61) and its like stand there once
    }

    [Fact]
    public void The_deviation_is_the_sample_one()
    {
        var row = NoiseFloor.Of([Uniform(60.0), Uniform(61.0)])[0];
        row.StandardDeviation.ShouldBe(Math.Sqrt(0.5), 1e-12);
        (row.Lowest, row.Highest).ShouldBe((60.0, 61.0));
    }

    private static AllocationRow Uniform(double score) =>
        new(4, 4, 4, 1, new TaskScores(score, score, score, score, score, score, score));

    private static NoiseRow Row(int experts, string task) =>
        NoiseFloor.Of(PaperTables.Table10).Single(row => row.Experts == experts && row.Task == task);
}
