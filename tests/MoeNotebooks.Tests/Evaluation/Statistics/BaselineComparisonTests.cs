using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class BaselineComparisonTests
{
    [Fact]
    public void Verdicts_name_what_may_be_claimed()
    {
        var random = new Random(20);
        var comparisons = BaselineComparison.Compare([
            ("worse", PairedBootstrapTests.Tasks(random, 400, lost: 0.12, gained: 0.02)),
            ("same", PairedBootstrapTests.Tasks(random, 400, lost: 0.05, gained: 0.05)),
            ("better", PairedBootstrapTests.Tasks(random, 400, lost: 0.02, gained: 0.12)),
        ]);

        comparisons
            .Select(comparison => comparison.Finding)
            .ShouldBe([Finding.Worse, Finding.Undecided, Finding.Better]);
        comparisons.ShouldAllBe(comparison => comparison.CorrectedP >= comparison.Mean.PValue);
    }

    [Theory]
    [InlineData(4000, 0.02, Finding.NonInferior)] // an error of 0.4 points, far from a loss of 2
    [InlineData(4000, 0.001, Finding.Undecided)] // so small a margin needs more questions
    [InlineData(100, 0.02, Finding.Undecided)] // too few questions show nothing, not "no difference"
    public void No_difference_is_only_claimed_where_a_loss_as_large_as_the_margin_is_ruled_out(
        int items,
        double margin,
        Finding finding
    )
    {
        // Three lost of a hundred, three gained
        double[] baseline = [.. Enumerable.Range(0, items).Select(i => i % 100 < 3 ? 1.0 : 0)];
        double[] candidate = [.. Enumerable.Range(0, items).Select(i => i % 100 is >= 3 and < 6 ? 1.0 : 0)];
        BaselineComparison
            .Compare([("same", [new("t", baseline, candidate)])], margin: margin)[0]
            .Finding.ShouldBe(finding);
    }

    [Fact]
    public void Not_one_changed_answer_among_few_is_no_proof_of_none()
    {
        double[] few = [.. Enumerable.Repeat(1.0, 20)],
            many = [.. Enumerable.Repeat(1.0, 5000)];
        BaselineComparison.Compare([("few", [new("t", few, few)])])[0].Finding.ShouldBe(Finding.Undecided);
        BaselineComparison.Compare([("many", [new("t", many, many)])])[0].Finding.ShouldBe(Finding.NonInferior);
    }

    [Fact]
    public void Intervals_are_corrected_as_p_is_and_widen_with_the_number_tried()
    {
        var tasks = PairedBootstrapTests.Tasks(new Random(5), 400, lost: 0.06, gained: 0.04);
        var alone = BaselineComparison.Compare([("a", tasks)])[0];
        var among = BaselineComparison.Compare([.. Enumerable.Repeat(("a", tasks), 30)])[0];

        (among.Corrected.High - among.Corrected.Low).ShouldBe(
            (alone.Corrected.High - alone.Corrected.Low) * (3.14 / 1.96),
            0.003
        ); // z of 0.05/60 and 0.05/2
        among.Mean.ShouldBe(alone.Mean); // the interval of one comparison stays
        among.SmallestSeen.ShouldBe(among.Mean.StandardError * (3.14 + 0.84), 1e-4);
    }

    [Fact]
    public void A_p_at_its_floor_says_that_no_resample_crossed_zero()
    {
        double[] right = [.. Enumerable.Repeat(1.0, 200)],
            wrong = new double[200];
        var clear = BaselineComparison.Compare([
            .. Enumerable.Repeat(("worse", (IReadOnlyList<PairedTask>)[new("t", right, wrong)]), 31),
        ])[0];
        clear.Mean.PValue.ShouldBe(2.0 / 10_001);
        clear.Mean.PValue.ShouldBe(clear.Mean.LeastPValue);
        clear.CorrectedP.ShouldBe(31 * 2.0 / 10_001, 1e-12);
        clear.ToString().ShouldStartWith("worse: -100.00 points (");
        clear.ToString().ShouldEndWith("p <= 0.0062 corrected), worse");
    }

    [Fact]
    public void Too_few_resamples_for_so_many_comparisons_is_an_error()
    {
        var tasks = PairedBootstrapTests.Tasks(new Random(1), 10, 0.1, 0.1);
        var many = Enumerable.Repeat(("a", tasks), 162).ToList();

        Should
            .Throw<MoeUsageException>(() => BaselineComparison.Compare(many, resamples: 1000))
            .Message.ShouldContain(
                "1000 cannot reach level 0.05 after correction for 162 comparisons; at least 6480 can"
            );
        Should.Throw<MoeUsageException>(() => BaselineComparison.Compare(many, level: 1.5));
    }

    [Fact]
    public void No_candidate_gives_no_comparison() => BaselineComparison.Compare([]).ShouldBeEmpty();

    [Fact]
    public void Where_nothing_changed_the_interval_is_that_of_one_question_of_the_smaller_task()
    {
        double[] few = [.. Enumerable.Repeat(1.0, 20)],
            more = [.. Enumerable.Repeat(1.0, 50)];
        var same = BaselineComparison.Compare([("same", [new("a", few, few), new("b", more, more)])], margin: 0.06)[0];
        // Student's t of 70 clusters less 1, of tables; one question of 20, and half of the mean
        same.Corrected.High.ShouldBe(1.99495 / 20 / 2, 1e-6);
        same.Corrected.Low.ShouldBe(-same.Corrected.High, 1e-12);
        same.SmallestSeen.ShouldBe((1.959964 + 0.841621) / 20 / 2, 1e-6);
        same.Finding.ShouldBe(Finding.NonInferior);
        same.ToString().ShouldBe("same: 0.00 points (-4.99 to 4.99, p = 1 corrected), non-inferior");
        BaselineComparison
            .Compare([("same", [new("a", few, few), new("b", more, more)])], margin: 0.04)[0]
            .Finding.ShouldBe(Finding.Undecided);
    }

    [Fact]
    public void A_line_has_the_sign_and_tells_p_from_its_floor()
    {
        var by = new Interval(-0.0199, 0.0041);
        new Comparison(
            "k=2",
            [],
            new(-0.012, 0.004, 0, 0, 0.02) { LeastPValue = 0.0002 },
            0.0412,
            by,
            0.03,
            Finding.Undecided
        )
            .ToString()
            .ShouldBe("k=2: -1.20 points (-1.99 to 0.41, p = 0.0412 corrected), undecided");
        new Comparison(
            "k=2",
            [],
            new(0.012, 0.004, 0, 0, 0.0002) { LeastPValue = 0.0002 },
            0.0062,
            by,
            0.03,
            Finding.Better
        )
            .ToString()
            .ShouldBe("k=2: +1.20 points (-1.99 to 0.41, p <= 0.0062 corrected), better");
        new Comparison("k=2", [], new(0.012, 0.004, 0, 0, 1) { LeastPValue = 1 }, 1, by, 0.03, Finding.NonInferior)
            .ToString()
            .ShouldBe("k=2: +1.20 points (-1.99 to 0.41, p = 1 corrected), non-inferior");
    }

    [Theory]
    [InlineData(0, 0.01, "comparison: level 0 is not between 0 and 1")]
    [InlineData(1, 0.01, "comparison: level 1 is not between 0 and 1")]
    [InlineData(0.05, 0, "comparison: margin 0 is not between 0 and 1")]
    [InlineData(0.05, 1, "comparison: margin 1 is not between 0 and 1")]
    [InlineData(double.NaN, double.NaN, "2 problems")]
    public void What_is_no_probability_is_refused(double level, double margin, string message) =>
        Should
            .Throw<MoeUsageException>(() => BaselineComparison.Compare([], level: level, margin: margin))
            .Message.ShouldContain(message);

    [Fact]
    public void As_many_resamples_as_the_smallest_p_needs_are_enough()
    {
        var four = Enumerable.Repeat(("a", PairedBootstrapTests.Tasks(new Random(1), 10, 0.1, 0.1)), 4).ToList();
        BaselineComparison.Compare(four, resamples: 159).Count.ShouldBe(4); // 4 times 2 / 160 is 0.05
        Should
            .Throw<MoeUsageException>(() => BaselineComparison.Compare(four, resamples: 158))
            .Message.ShouldContain("at least 160 can. Raise the resamples, or compare fewer");
    }

    [Fact]
    public void The_level_decides_what_is_claimed()
    {
        double[] baseline = new double[100],
            candidate = [.. Enumerable.Range(0, 100).Select(i => i < 6 ? 1.0 : 0)]; // p = 2^-5 = 0.03125
        Finding At(double level) =>
            BaselineComparison.Compare([("six gained", [new("t", baseline, candidate)])], level)[0].Finding;
        At(0.03125).ShouldBe(Finding.Better);
        At(0.031).ShouldNotBe(Finding.Better);
    }
}
