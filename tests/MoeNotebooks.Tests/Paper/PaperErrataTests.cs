using MoeNotebooks.Paper;

namespace MoeNotebooks.Tests.Paper;

public sealed class PaperErrataTests
{
    [Fact]
    public void Every_finding_says_what_it_changes() =>
        PaperErrata.All.ShouldAllBe(e => e.Where.Length > 0 && e.Printed != e.Recomputed && e.Consequence.Length > 20);

    [Fact]
    public void The_largest_gain_of_table_12_is_at_concurrency_12_and_4_percent_at_512()
    {
        Gain(12).ShouldBe(2.35, 0.005);
        PaperTables.Table12.Select(cell => cell.Concurrency).Distinct().Select(Gain).Max().ShouldBe(Gain(12));
        Gain(512).ShouldBe(1.04, 0.005);
    }

    private static double Gain(int concurrency) => Cell(concurrency, 6) / Cell(concurrency, 64);

    private static double Cell(int concurrency, int experts) =>
        PaperTables.Table12.Single(c => c.Concurrency == concurrency && c.Experts == experts).TokensPerSecond;
}
