using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class BaselineComparisonTests
{
    [Fact]
    public void Verdicts_name_what_may_be_claimed()
    {
        var random = new Random(20);
        var comparisons = BaselineComparison.Compare(
        [
            ("worse", PairedBootstrapTests.Tasks(random, 400, lost: 0.12, gained: 0.02)),
            ("same", PairedBootstrapTests.Tasks(random, 400, lost: 0.05, gained: 0.05)),
            ("better", PairedBootstrapTests.Tasks(random, 400, lost: 0.02, gained: 0.12)),
        ]);

        comparisons.Select(comparison => comparison.Finding).ShouldBe([Finding.Worse, Finding.Undecided, Finding.Better]);
        comparisons.ShouldAllBe(comparison => comparison.CorrectedP >= comparison.Mean.PValue);
    }

    [Theory]
    [InlineData(4000, 0.02, Finding.NonInferior)] // an error of 0.4 points, far from a loss of 2
    [InlineData(4000, 0.001, Finding.Undecided)] // so small a margin needs more questions
    [InlineData(100, 0.02, Finding.Undecided)] // too few questions show nothing, not "no difference"
    public void No_difference_is_only_claimed_where_a_loss_as_large_as_the_margin_is_ruled_out(int items, double margin, Finding finding)
    {
        double[] baseline = [.. Enumerable.Range(0, items).Select(i => i % 100 < 3 ? 1.0 : 0)]; // three lost of a hundred, three gained
        double[] candidate = [.. Enumerable.Range(0, items).Select(i => i % 100 is >= 3 and < 6 ? 1.0 : 0)];
        BaselineComparison.Compare([("same", [new("t", baseline, candidate)])], margin: margin)[0].Finding.ShouldBe(finding);
    }

    [Fact]
    public void Not_one_changed_answer_among_few_is_no_proof_of_none()
    {
        double[] few = [.. Enumerable.Repeat(1.0, 20)], many = [.. Enumerable.Repeat(1.0, 5000)];
        BaselineComparison.Compare([("few", [new("t", few, few)])])[0].Finding.ShouldBe(Finding.Undecided);
        BaselineComparison.Compare([("many", [new("t", many, many)])])[0].Finding.ShouldBe(Finding.NonInferior);
    }

    [Fact]
    public void Intervals_are_corrected_as_p_is_and_widen_with_the_number_tried()
    {
        var tasks = PairedBootstrapTests.Tasks(new Random(5), 400, lost: 0.06, gained: 0.04);
        var alone = BaselineComparison.Compare([("a", tasks)])[0];
        var among = BaselineComparison.Compare([.. Enumerable.Repeat(("a", tasks), 30)])[0];

        (among.Corrected.High - among.Corrected.Low).ShouldBe((alone.Corrected.High - alone.Corrected.Low) * (3.14 / 1.96), 0.003); // z of 0.05/60 and 0.05/2
        among.Mean.ShouldBe(alone.Mean); // the interval of one comparison stays
        among.SmallestSeen.ShouldBe(among.Mean.StandardError * (3.14 + 0.84), 1e-4);
    }

    [Fact]
    public void A_p_at_its_floor_says_that_no_resample_crossed_zero()
    {
        double[] right = [.. Enumerable.Repeat(1.0, 200)], wrong = new double[200];
        var clear = BaselineComparison.Compare([.. Enumerable.Repeat(("worse", (IReadOnlyList<PairedTask>)[new("t", right, wrong)]), 31)])[0];
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

        Should.Throw<MoeUsageException>(() => BaselineComparison.Compare(many, resamples: 1000))
            .Message.ShouldContain("1000 cannot reach level 0.05 after correction for 162 comparisons; at least 6480 can");
        Should.Throw<MoeUsageException>(() => BaselineComparison.Compare(many, level: 1.5));
    }

    [Fact]
    public void No_candidate_gives_no_comparison() => BaselineComparison.Compare([]).ShouldBeEmpty();
}
