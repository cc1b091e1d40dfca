using MoeNotebooks.Charts;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Paper;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Each verdict of notebook 06 made to say each thing it can say.</summary>
public sealed class PruningVerdictsTests
{
    [Fact]
    public void The_papers_rows_agree_in_part_and_other_rows_turn_it_round()
    {
        var verdict = PruningVerdicts.SoftCountOfRows(PaperTables.Table2);
        verdict.Agreement.ShouldBe(Agreement.AgreesInPart);
        verdict.Text.ShouldContain("32 experts, +1.5 points before activate count");
        PruningVerdicts
            .SoftCountOfRows([Scores("soft_count", 90), Scores("random", 60)])
            .Agreement.ShouldBe(Agreement.Agrees);
        PruningVerdicts
            .SoftCountOfRows([Scores("soft_count", 60.1), Scores("random", 60)])
            .Agreement.ShouldBe(Agreement.Undecided);
        PruningVerdicts
            .SoftCountOfRows([Scores("soft_count", 60), Scores("random", 61)])
            .Agreement.ShouldBe(Agreement.Disagrees);
    }

    [Theory]
    [InlineData("worse", "worse", Agreement.Agrees)]
    [InlineData("undecided", "worse", Agreement.AgreesInPart)] // better than chance, not than every rule
    [InlineData("undecided", "undecided", Agreement.Undecided)]
    [InlineData("better", "worse", Agreement.Disagrees)]
    public void The_soft_count_is_judged_by_what_is_worse_than_it(string reap, string random, Agreement agreement)
    {
        var verdict = PruningVerdicts.SoftCount(
            Compared(
                Row("soft-count", 50, 80, 0),
                Row("reap", 50, 80, 0, finding: reap),
                Row("random", 50, 70, 0, finding: random)
            )
        );
        verdict.Agreement.ShouldBe(agreement);
        verdict.Kind.ShouldBe(ResultKind.Synthetic);
    }

    [Theory]
    [InlineData(-1, -14, 40, Agreement.Agrees)]
    [InlineData(-30, -14, 40, Agreement.AgreesInPart)] // much is lost at three quarters
    [InlineData(-30, -60, 80, Agreement.Disagrees)]
    [InlineData(-4.5, -10, 42.5, Agreement.Undecided)] // every interval crosses a limit
    [InlineData(-4.5, -10, 80, Agreement.Disagrees)] // one part is refuted, nothing speaks for the others
    [InlineData(-4.5, -10, 40, Agreement.AgreesInPart)] // one part holds, nothing speaks against the others
    public void Losses_are_judged_by_their_intervals(double quarter, double half, double random, Agreement agreement) =>
        PruningVerdicts
            .Losses(
                Compared(
                    Row("soft-count", 75, 100 + quarter, quarter),
                    Row("soft-count", 50, 100 + half, half),
                    Row("random", 50, random, random - 100)
                )
            )
            .Agreement.ShouldBe(agreement);

    [Fact]
    public void Without_the_rows_nothing_is_decided()
    {
        PruningVerdicts.Losses(Compared(Row("soft-count", 75, 99, -1))).Agreement.ShouldBe(Agreement.Undecided);
        PruningVerdicts.FewMatter(Compared(Row("soft-count", 75, 99, -1))).Agreement.ShouldBe(Agreement.Undecided);
    }

    [Theory]
    [InlineData(0.12, 0.06, 0.18, Finding.Better, Agreement.Agrees)]
    [InlineData(0.01, -0.02, 0.04, Finding.Undecided, Agreement.Disagrees)] // five points are ruled out
    [InlineData(0.06, -0.02, 0.14, Finding.Undecided, Agreement.Undecided)]
    public void Whether_choices_differ_is_judged_by_the_extremes(
        double difference,
        double low,
        double high,
        Finding finding,
        Agreement agreement
    )
    {
        var pair = new Comparison(
            "last against even",
            [],
            new BootstrapResult(difference, 0.02, low, high, 0.01),
            0.01,
            new Interval(low, high),
            0.05,
            finding
        );
        var verdict = PruningVerdicts.FewMatter(
            Compared(Row("soft-count", 50, 80, -20)) with
            {
                IndexRules = new Dictionary<double, Comparison> { [50] = pair },
                Draws = new Dictionary<double, IReadOnlyList<double>> { [50] = [70, 80, 75] },
            }
        );
        verdict.Agreement.ShouldBe(agreement);
        verdict.Text.ShouldContain("3 random draws score 70.0 to 80.0, a standard deviation of 5.0");
    }

    [Fact]
    public void Figures_draw_what_the_rows_say()
    {
        var quoted = PruningFigures.Quoted(PaperTables.Table2);
        quoted.Series.Sum(series => series.X.Count).ShouldBe(PaperTables.Table2.Count - 1);
        quoted.Series[0].Name.ShouldBe("soft count");
        quoted.Series.ShouldAllBe(series => series.Kind == ResultKind.Quoted);
        var compared = Compared(
            Row("soft-count", 50, 80, -20),
            Row("random", 50, 70, -30, vs: -10),
            Row("random", 75, 90, -10, vs: -2)
        ) with
        {
            Draws = new Dictionary<double, IReadOnlyList<double>> { [50] = [60, 80], [75] = [88, 92] },
        };
        var figure = PruningFigures.Accuracy("mini", compared, ["soft-count", "random", "not there"]);
        figure.Series.Select(series => series.Name).ShouldBe(["soft-count", "random"]);
        figure.Series[1].Low.ShouldBe([60, 88]);
        figure.Series[1].High.ShouldBe([80, 92]);
        var against = PruningFigures.AgainstSoftCount(compared);
        against.Series.Select(series => series.Y[0]).ShouldBe([-2, -10]); // 75 % first
        against.X.TickTexts.ShouldBe(["random"]);
        PruningCriterion[] criteria = [new ByIndex(IndexRule.Even), new ByChance(1)];
        var heat = PruningFigures.Correlations(
            "ranks",
            criteria,
            [
                [1, -0.02],
                [-0.02, 1],
            ],
            ResultKind.Synthetic
        );
        heat.Heat!.Diverging.ShouldBeTrue();
        heat.Boxes.Select(box => box.Text).ShouldBe(["1.0", "0.0", "0.0", "1.0"]);
        heat.Description.ShouldBe("ranks: rank correlation — synthetic");
    }

    private static PruningComparison Compared(params PruningRow[] rows) =>
        new("mini", ResultKind.Synthetic, 100, rows) { Guessing = 37.5 };

    private static PruningRow Row(
        string criterion,
        double percent,
        double accuracy,
        double loss,
        double vs = 0,
        string finding = "undecided"
    ) => new(criterion, percent, accuracy, 1, loss, loss - 1, loss + 1, vs, vs - 2, vs + 2, 0.5, finding);

    private static PruningAccuracyRow Scores(string method, double score) =>
        new(method, 32, new TaskScores(score, score, score, score, score, score, score));
}
