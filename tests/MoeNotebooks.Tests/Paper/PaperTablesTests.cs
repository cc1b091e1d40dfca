using MoeNotebooks.Paper;

namespace MoeNotebooks.Tests.Paper;

public sealed class PaperTablesTests
{
    [Fact]
    public void Every_table_has_the_rows_of_the_paper()
    {
        PaperTables.Table1.Count.ShouldBe(2);
        PaperTables.Table2.Count.ShouldBe(14);
        PaperTables.Table3.Count.ShouldBe(7);
        PaperTables.Table4.Count.ShouldBe(2);
        PaperTables.Table8.Count.ShouldBe(14 * 5);
        PaperTables.Table9.Count.ShouldBe(7 * 4);
        PaperTables.Table10.Count.ShouldBe(162);
        PaperTables.Table11.Count.ShouldBe(52);
        PaperTables.Table12.Count.ShouldBe(17 * 8);
    }

    [Fact]
    public void Printed_averages_are_the_mean_of_their_six_numbers()
    {
        // Numbers have one decimal, so an average may be off by 0.05 of its own and 0.05 of its parts.
        var rows = PaperTables
            .Table10.Concat(PaperTables.Table11)
            .Select(row => row.Scores)
            .Concat(PaperTables.Table2.Skip(1).Select(row => row.Scores));
        rows.ShouldAllBe(scores => Math.Abs(scores.Mean - scores.PrintedAverage) < 0.1001);
    }

    [Fact]
    public void Table_2s_baseline_is_66_2_by_its_own_numbers()
    {
        var baseline = PaperTables.Table2[0];
        baseline.Method.ShouldBe("baseline");
        baseline.Scores.PrintedAverage.ShouldBe(66.0);
        Math.Round(baseline.Scores.Mean, 1).ShouldBe(66.2);
    }

    [Fact]
    public void Table_10_is_the_grid_of_three_levels_and_six_layers_each_once()
    {
        var names = PaperTables.Table10.Select(row => row.Name).ToHashSet();
        var grid =
            from b in new[] { 2, 4, 6 }
            from h in new[] { 2, 4, 6 }
            from e in new[] { 2, 4, 6 }
            from p in new[] { 1, 6, 11, 16, 21, 26 }
            select $"({b},{h},{e},{p})";
        names.SetEquals(grid).ShouldBeTrue();
    }

    [Fact]
    public void Cells_land_in_their_series()
    {
        PaperTables.Table8.ShouldContain(new ThroughputCell(2, 6, 479));
        PaperTables.Table8.ShouldContain(new ThroughputCell(768, 2, 10968));
        PaperTables.Table9.ShouldContain(new ThroughputCell(128, 3, 3100));
        PaperTables.Table12.ShouldContain(new ThroughputCell(784, 6, 9356));
        PaperTables.Table3.ShouldContain(new TokenSplitRow(1024, 1024, 9484));
    }

    [Fact]
    public void Throughput_grows_with_fewer_experts_at_the_smallest_concurrency()
    {
        foreach (var table in new[] { PaperTables.Table8, PaperTables.Table9, PaperTables.Table12 })
        {
            table
                .Where(cell => cell.Concurrency == 2)
                .OrderByDescending(cell => cell.Experts)
                .Select(cell => cell.TokensPerSecond)
                .ShouldBeInOrder(SortDirection.Ascending);
        }
    }

    [Theory]
    [InlineData(0, PaperErrata.V2LiteSharedWidth, 43.6, 75.0)]
    [InlineData(1, PaperErrata.V3SharedWidth, 47.1, 88.9)]
    public void Table_1s_share_changes_with_the_real_shared_width(
        int row,
        int sharedWidth,
        double printedInputs,
        double real
    )
    {
        var model = PaperTables.Table1[row];
        model.ActiveWidth.ShouldBe(model.ActiveExperts * model.ExpertWidth);
        Math.Round(model.RoutedSharePercent(model.PrintedSharedWidth), 1).ShouldBe(printedInputs);
        Math.Round(model.RoutedSharePercent(sharedWidth), 1).ShouldBe(real);
    }

    [Fact]
    public void The_sampling_error_of_the_full_models_mean_is_0_68_points() =>
        PaperTables.Table2[0].Scores.StandardError.ShouldBe(0.68, 0.005);
}
