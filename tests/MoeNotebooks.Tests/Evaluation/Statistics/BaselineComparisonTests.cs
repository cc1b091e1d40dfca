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

        comparisons.Select(comparison => comparison.Verdict).ShouldBe([Verdict.Worse, Verdict.Indistinguishable, Verdict.Better]);
        comparisons.ShouldAllBe(comparison => comparison.CorrectedP >= comparison.Mean.PValue);
    }

    [Fact]
    public void Among_many_equal_allocations_hardly_ever_is_one_called_different()
    {
        var random = new Random(8);
        var runsWithAClaim = 0;
        for (var run = 0; run < 30; run++)
        {
            var candidates = Enumerable.Range(0, 12)
                .Select(i => ($"a{i}", PairedBootstrapTests.Tasks(random, 150, 0.05, 0.05))).ToList();
            var comparisons = BaselineComparison.Compare(candidates, seed: run, resamples: 1000);
            runsWithAClaim += comparisons.Any(comparison => comparison.Verdict != Verdict.Indistinguishable) ? 1 : 0;
        }

        runsWithAClaim.ShouldBeLessThanOrEqualTo(5); // 1.5 expected; without correction it would be 14
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
