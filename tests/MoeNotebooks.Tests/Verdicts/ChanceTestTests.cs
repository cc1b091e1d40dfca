using MoeNotebooks.Charts;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Evaluation.Sweeps;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>A criterion against random choices that share the questions, and what may be claimed of it.</summary>
public sealed class ChanceTestTests
{
    private const int Items = 40;

    [Theory]
    [InlineData(500, 20, 2, 2)]
    [InlineData(31, 20, 2, 2)] // does not divide: some three times
    [InlineData(10, 2, 2, 2)]
    [InlineData(7, 3, 9, 3)] // all answer all
    public void Draws_share_the_questions_and_leave_none_out(int items, int draws, int each, int atLeast)
    {
        int[][] stretches =
        [
            .. Enumerable.Range(0, draws).Select(draw => ChanceSweep.Stretch(items, draw, draws, each).ToArray()),
        ];
        stretches.ShouldAllBe(stretch =>
            stretch.Distinct().Count() == stretch.Length && stretch.Length == stretches[0].Length
        );
        Enumerable.Range(0, items).Min(item => stretches.Count(stretch => stretch.Contains(item))).ShouldBe(atLeast);
        stretches.Sum(stretch => stretch.Length).ShouldBeLessThanOrEqualTo((items * each) + draws);
    }

    [Fact]
    public async Task A_lead_on_every_question_beats_chance_and_the_same_answers_do_not()
    {
        var all = await TestAsync(_ => true, [_ => false, _ => false, _ => false]);
        (all.Row.Beats, all.Row.Difference, all.Row.Above, all.Row.Questions).ShouldBe(("yes", 100, 3, 2 * Items));
        all.Row.Margin.ShouldBe(2, 1e-9);
        all.Leads.ShouldBe([100, 100, 100]);
        var same = await TestAsync(i => i % 2 == 0, [i => i % 2 == 0, i => i % 2 == 0]);
        (same.Row.Beats, same.Row.Difference, same.Row.P).ShouldBe(("no", 0, 1));
    }

    /// <summary>
    /// Two draws give all right and two all wrong: no number of questions tells what the next draw would do.
    /// </summary>
    [Fact]
    public async Task Draws_that_differ_widen_the_interval_however_many_the_questions()
    {
        var test = await TestAsync(i => i % 4 != 0, [_ => true, _ => false, _ => true, _ => false]);
        test.Row.Difference.ShouldBe(25, 1e-9);
        test.Row.Spread.ShouldBe(57, 2); // sqrt(4/3) / 2, less the noise of 80 questions
        test.Row.StandardError.ShouldBeGreaterThan(test.Row.Spread / 2);
        test.Row.Beats.ShouldBe("undecided");
        test.Row.Above.ShouldBe(2);
    }

    [Fact]
    public async Task Only_questions_that_a_draw_answered_count()
    {
        var points = await PointsAsync(_ => true, [_ => false, _ => false]);
        PrunedPoint Some(PrunedPoint all, int start) =>
            all with
            {
                Point = all.Point with
                {
                    Tasks =
                    [
                        .. all.Point.Tasks.Select(task => task with { Items = [.. task.Items.Skip(start).Take(10)] }),
                    ],
                },
            };
        ChanceTest.Of("m", 24, [points[0], Some(points[1], 0), Some(points[2], 5)]).Row.Questions.ShouldBe(2 * 15);
        Should
            .Throw<MoeUsageException>(() => ChanceTest.Of("m", 24, [points[0], points[1]]))
            .Message.ShouldContain("at least two draws");
    }

    [Theory]
    [InlineData("yes", "yes", Agreement.Agrees)]
    [InlineData("yes", "no", Agreement.AgreesInPart)]
    [InlineData("no", "no", Agreement.Disagrees)]
    [InlineData("undecided", "no", Agreement.Disagrees)] // it does not hold for each, and nothing shows it for one
    [InlineData("undecided", "yes", Agreement.AgreesInPart)]
    [InlineData("undecided", "undecided", Agreement.Undecided)]
    public void A_verdict_answers_for_each_model(string first, string second, Agreement agreement)
    {
        var verdict = ChanceVerdict.Of([Test("mini-a", first), Test("mini-b", second)], ResultKind.Synthetic);
        verdict.Agreement.ShouldBe(agreement);
        verdict.Text.ShouldContain(
            $"mini-b, 50 % kept: {second}, +3.0 points (1.0 to 5.0 at 95 %), above 2 of 3 draws"
        );
        verdict.Text.ShouldContain("by margin undecided (-0.10 to 0.30 nats)");
    }

    [Fact]
    public void Figures_draw_every_draw_and_every_model()
    {
        var leads = PrunedSuiteFigures.Leads([Test("mini-a", "yes"), Test("mini-b", "no")], ResultKind.Synthetic);
        leads.Series.Select(series => series.X.Count).ShouldBe([6, 2]);
        leads.Series[1].Low.ShouldBe([1, 1]);
        leads.X.TickTexts.ShouldBe(["mini-a, 50 %", "mini-b, 50 %"]);
        PruningRow[] rows =
        [
            new("soft-count", 50, 80, 1, -8, -10, -6, 0, 0, 0, 1, "the baseline"),
            new("random", 50, 70, null, -18, -20, -16, -10, -12, -8, 0.01, "worse"),
        ];
        var losses = PrunedSuiteFigures.Losses([
            new("mini-a", ResultKind.Synthetic, 88, rows),
            new("mini-b", ResultKind.Synthetic, 88, rows),
        ]);
        losses
            .Series.Select(series => series.Name)
            .ShouldBe(["mini-a, soft-count", "mini-a, random", "mini-b, soft-count", "mini-b, random"]);
        losses.Series[1].Y.ShouldBe([-18]);
        losses.Series.Average(series => series.X[0]).ShouldBe(50, 1e-9);
        losses.Series.Select(series => series.X[0]).ShouldBeUnique();
    }

    private static ChanceTest Test(string model, string beats) =>
        new(new(model, 50, 600, 3, 73, 70, 3, 1, 1, 5, 0.01, 2, 2, beats, 0.1, -0.1, 0.3), [1, -2, 4]);

    private static async Task<ChanceTest> TestAsync(Func<int, bool> chosen, Func<int, bool>[] draws) =>
        ChanceTest.Of("m", 24, await PointsAsync(chosen, draws));

    private static async Task<PrunedPoint[]> PointsAsync(Func<int, bool> chosen, Func<int, bool>[] draws)
    {
        var fake = (
            await Sweep.RunAsync(
                new FakeSweep(),
                FakeSweep.Tasks(tasks: 2, items: Items),
                [RoutingPolicy.Trained],
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Points[0];
        SweepPoint Point(Func<int, bool> right) =>
            fake with
            {
                Tasks =
                [
                    .. fake.Tasks.Select(task =>
                        task with
                        {
                            Items = [.. task.Items.Select(item => Answer(item.Index, right(item.Index)))],
                        }
                    ),
                ],
            };
        return
        [
            new(new("soft-count", 12, null), Point(chosen)),
            .. draws.Select((right, i) => new PrunedPoint(new("random", 12, null) { Seed = i + 1 }, Point(right))),
        ];
    }

    private static ItemResult Answer(int index, bool right) =>
        new(index, [new(right ? -1 : -2, right), new(right ? -2 : -1, !right)], right ? 1 : 0, null) { Gold = 0 };
}
