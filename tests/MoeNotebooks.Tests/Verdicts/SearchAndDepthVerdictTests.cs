using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Search;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Depth, searches and newer ways: what the verdicts say, and that each can say the opposite.</summary>
public sealed class SearchAndDepthVerdictTests
{
    [Fact]
    public void The_papers_rows_by_third_of_the_depth()
    {
        Rounded(DepthSensitivity.Of(PaperCurves.V2Lite())).ShouldBe([0.64, 0.46, 0.16]);
        Rounded(DepthSensitivity.Of(PaperCurves.V3())).ShouldBe([0.20, 1.11, 0.31]);

        double[] Rounded(IReadOnlyList<DepthSensitivity> thirds) =>
            [.. thirds.Select(third => Math.Round(third.PointsPerExpert, 2))];
    }

    [Theory]
    [InlineData(0.9, 0.5, 0.1, true, Agreement.Agrees)]
    [InlineData(0.2, 1.1, 0.3, true, Agreement.Disagrees)]
    [InlineData(0.2, 1.1, 0.3, false, Agreement.Disagrees)]
    [InlineData(0.1, 0.5, 0.9, false, Agreement.Agrees)]
    [InlineData(0.5, 0.45, 0.5, true, Agreement.Undecided)]
    public void The_third_that_the_direction_names_is_worth_most_or_not(
        double first,
        double middle,
        double last,
        bool descending,
        Agreement agreement
    )
    {
        var verdict = DepthVerdict.Of(
            [Third("first", first), Third("middle", middle), Third("last", last)],
            ResultKind.Quoted,
            descending
        );
        verdict.Agreement.ShouldBe(agreement);
        verdict.Text.ShouldContain(
            "middle " + middle.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)
        );

        static DepthSensitivity Third(string name, double value) => new("model", name, value, 0.05, "2.0 to 6.0");
    }

    [Theory]
    [InlineData(0.02, 0.001, Agreement.Agrees)]
    [InlineData(-0.02, 0.001, Agreement.Disagrees)]
    [InlineData(0.02, 0.2, Agreement.Undecided)]
    public void A_search_is_judged_where_it_did_not_choose(double unseen, double p, Agreement agreement)
    {
        var verdict = SearchVerdict.Of([Result(0.05, unseen, p)]);
        verdict.Agreement.ShouldBe(agreement);
        verdict.Text.ShouldContain("dp +0.050 nats where it was chosen");
    }

    [Fact]
    public void One_of_several_searches_that_is_worse_leaves_it_in_part() =>
        SearchVerdict
            .Of([Result(0.05, 0.02, 0.001), Result(0.05, -0.02, 0.001)])
            .Agreement.ShouldBe(Agreement.AgreesInPart);

    [Fact]
    public void Searches_on_several_models_are_told_apart_and_corrected_together()
    {
        var verdict = SearchVerdict.Of([("one", Result(0.05, 0.02, 0.03)), ("two", Result(0.05, 0.02, 0.03))]);
        verdict.Text.ShouldContain("one, dp +0.050 nats where it was chosen");
        verdict.Agreement.ShouldBe(Agreement.Undecided); // 0.03 twice is no 0.05
        SearchVerdict.Of([("one", Result(0.05, 0.02, 0.03))]).Agreement.ShouldBe(Agreement.Agrees);
        SearchVerdict.Of(Array.Empty<(string, SearchResult)>()).Agreement.ShouldBe(Agreement.Undecided);
    }

    [Fact]
    public async Task What_was_asked_says_whether_a_search_is_synthetic()
    {
        var made = (await DrawnSkipping.AnswersAsync("a", Scoring.Softmax, _ => 0.8, items: 2)).Points[0];
        SweepPoint Asked(bool synthetic) =>
            made with
            {
                Tasks =
                [
                    .. made.Tasks.Select(
                        (task, i) => task with { Task = task.Task with { IsSynthetic = synthetic && i == 0 } }
                    ),
                ],
            };
        SearchVerdict
            .Of([Result(0.05, 0.02, 0.001) with { TestPoints = [Asked(synthetic: true)] }])
            .Kind.ShouldBe(ResultKind.Synthetic); // one of six tasks is enough
        SearchVerdict
            .Of([Result(0.05, 0.02, 0.001) with { TestPoints = [Asked(synthetic: false)] }])
            .Kind.ShouldBe(ResultKind.Measured);
        var sweep = new SweepResult([Asked(synthetic: false)], 0, 0, 0);
        MiniSkipping.Of(sweep, sweep.CompareWith(sweep.Points[0])).Curve.Kind.ShouldBe(ResultKind.Measured);
    }

    [Theory]
    [InlineData(Finding.Better, Finding.Better, Agreement.Agrees)]
    [InlineData(Finding.Better, Finding.Undecided, Agreement.AgreesInPart)]
    [InlineData(Finding.Worse, Finding.Worse, Agreement.Disagrees)]
    [InlineData(Finding.Worse, Finding.NonInferior, Agreement.Undecided)]
    public void Newer_ways_are_judged_by_families(Finding searched, Finding step, Agreement agreement)
    {
        BeyondPair[] pairs = [Pair("searched", searched), Pair("the step decides", step)];
        var verdict = BeyondVerdict.Of(pairs, ResultKind.Measured);
        verdict.Agreement.ShouldBe(agreement);
        verdict.Text.ShouldContain($"the step decides: mini {(step == Finding.Better ? 1 : 0)} of 1 better");
        BeyondVerdict
            .Of([.. pairs, Pair(BeyondPaper.SoftCount, Finding.Better)], ResultKind.Measured)
            .Text.ShouldBe(verdict.Text); // the paper's own
        BeyondVerdict.Of([], ResultKind.Measured).Agreement.ShouldBe(Agreement.Undecided);

        static BeyondPair Pair(string family, Finding finding) =>
            new(
                new("mini", family, family, 3, 20, 80, 1, -1, 1, "undecided", 1, 1, 1),
                "k=3.0",
                Compared(0, 1, finding)
            );
    }

    [Fact]
    public void One_token_keeps_its_weights_in_a_softmax_router_and_their_sum_in_one_that_renormalises()
    {
        var rows = WeightRow.Of([2f, 1f, 0f, -1f], trained: 3, active: 1);
        rows.Count.ShouldBe(4);
        rows[0].Weights.ShouldStartWith(rows[1].Weights); // as they are: the best expert weighs what it did
        rows[1].OfTrained.ShouldBeLessThan(0.8);
        rows[3].Sum.ShouldBe(1, 1e-6);
        rows[3].OfTrained.ShouldBe(1, 1e-6);
    }

    private static SearchResult Result(double chosen, double unseen, double p) =>
        new(SearchMethod.Dp, 6, new PerLayer([3, 3]), 12, Measure.LogLikelihood)
        {
            OnDevelopment = Compared(chosen, p, Finding.Undecided),
            OnTest = Compared(unseen, p, Finding.Undecided),
            AgainstTrained = Compared(unseen, p, Finding.Undecided),
            TestPoints = [],
        };

    private static Comparison Compared(double difference, double p, Finding finding) =>
        new(
            "c",
            [],
            new BootstrapResult(difference, 0.01, difference - 0.02, difference + 0.02, p),
            p,
            new(difference - 0.02, difference + 0.02),
            0.03,
            finding
        );
}
