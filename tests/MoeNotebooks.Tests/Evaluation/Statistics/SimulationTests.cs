using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

/// <summary>
/// Do the tests claim as often as they promise? Hundreds of simulated evaluations, seconds each: mutation testing
/// leaves this file out.
/// </summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData(500, 0.10)]
    [InlineData(120, 0.08)]
    public void Under_the_null_it_claims_about_as_often_as_its_level_says(int items, double discordance)
    {
        var random = new Random(11);
        const int Trials = 600;
        var claims = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var tasks = PairedBootstrapTests.Tasks(random, items, discordance / 2, discordance / 2);
            claims += PairedBootstrap.Compare(tasks, seed: trial, resamples: 1000).PValue <= 0.05 ? 1 : 0;
        }

        // 5 %, plus or minus 2.5 standard errors of 600 trials.
        (claims / (double)Trials).ShouldBeInRange(0.028, 0.072);
    }

    [Fact]
    public void Among_many_equal_allocations_hardly_ever_is_one_called_different()
    {
        var random = new Random(8);
        var runsWithAClaim = 0;
        for (var run = 0; run < 30; run++)
        {
            var candidates = Enumerable
                .Range(0, 12)
                .Select(i => ($"a{i}", PairedBootstrapTests.Tasks(random, 150, 0.05, 0.05)))
                .ToList();
            var comparisons = BaselineComparison.Compare(candidates, seed: run, resamples: 1000);
            runsWithAClaim += comparisons.Any(comparison => comparison.Finding is Finding.Better or Finding.Worse)
                ? 1
                : 0;
        }

        runsWithAClaim.ShouldBeLessThanOrEqualTo(5); // 1.5 expected; without correction it would be 14
    }

    [Fact]
    public void The_smallest_difference_seen_is_found_in_four_cases_of_five()
    {
        var random = new Random(14);
        var seen = BaselineComparison
            .Compare([("plan", PairedBootstrapTests.Tasks(random, 300, 0.05, 0.05))])[0]
            .SmallestSeen;
        var found = Enumerable
            .Range(0, 200)
            .Count(trial =>
                BaselineComparison
                    .Compare(
                        [("real", PairedBootstrapTests.Tasks(random, 300, 0.05 + (seen / 2), 0.05 - (seen / 2)))],
                        seed: trial,
                        resamples: 500
                    )[0]
                    .Finding == Finding.Worse
            );
        (found / 200.0).ShouldBe(0.8, 0.09);
    }

    [Fact]
    public void A_bootstrap_over_clusters_claims_as_often_as_its_level_says_where_one_over_questions_claims_too_often()
    {
        var random = new Random(12);
        int byCluster = 0,
            byQuestion = 0;
        const int Trials = 400;
        for (var trial = 0; trial < Trials; trial++)
        {
            var (clustered, plain) = Null(random);
            byCluster += PairedBootstrap.Compare(clustered, trial, 500).PValue <= 0.05 ? 1 : 0;
            byQuestion += PairedBootstrap.Compare(plain, trial, 500).PValue <= 0.05 ? 1 : 0;
        }

        (byCluster / (double)Trials).ShouldBeInRange(0.02, 0.085);
        (byQuestion / (double)Trials).ShouldBeGreaterThan(0.2);
    }

    [Fact]
    public void It_agrees_with_resampling_every_item()
    {
        var tasks = PairedBootstrapTests.Tasks(new Random(9), items: 120, lost: 0.10, gained: 0.05);
        var plain = PlainBootstrap(tasks, new Random(1), 4000);
        var fast = PairedBootstrap.Compare(tasks, seed: 2, resamples: 4000);

        fast.Low.ShouldBe(plain[100], 0.004);
        fast.High.ShouldBe(plain[3899], 0.004);
    }

    private static double[] PlainBootstrap(IReadOnlyList<PairedTask> tasks, Random random, int resamples)
    {
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            means[r] = tasks.Average(task =>
                Enumerable
                    .Range(0, task.Items)
                    .Average(_ =>
                        random.Next(task.Items) is var item && item < task.Differences.Count
                            ? task.Differences[item]
                            : 0
                    )
            );
        }

        Array.Sort(means);
        return means;
    }

    /// <summary>
    /// 150 facts, each asked four times: a fact's four answers turn together, to the better as often as to the worse.
    /// </summary>
    private static (IReadOnlyList<PairedTask> Clustered, IReadOnlyList<PairedTask> Plain) Null(Random random)
    {
        // 1 gained, 0 lost, 2 unchanged
        var changes = Enumerable.Range(0, 150).Select(_ => random.Next(5) == 0 ? random.Next(2) : 2).ToArray();
        double[] baseline = [.. Enumerable.Range(0, 600).Select(i => changes[i % 150] == 0 ? 1.0 : 0)];
        double[] candidate = [.. Enumerable.Range(0, 600).Select(i => changes[i % 150] == 1 ? 1.0 : 0)];
        string?[] facts = [.. Enumerable.Range(0, 600).Select(i => $"fact {i % 150}")];
        return ([new("t", baseline, candidate, facts)], [new("t", baseline, candidate)]);
    }
}
