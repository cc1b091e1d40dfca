using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class PairedBootstrapTests
{
    [Fact]
    public void Equal_models_do_not_differ()
    {
        double[] scores = [1, 0, 1, 1];
        var result = PairedBootstrap.Compare([new("a", scores, scores)], seed: 1);

        result.ShouldBe(new BootstrapResult(0, 0, 0, 0, 1) { Clusters = 4 });
    }

    [Fact]
    public void Two_tasks_of_which_none_changed_prove_nothing()
    {
        double[] scores = [1, 0, 1];
        PairedBootstrap.Compare([new("a", scores, scores), new("b", scores, scores)], seed: 1).LeastPValue.ShouldBe(1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_result_and_another_hardly_another()
    {
        var tasks = Tasks(new Random(3), items: 300, lost: 0.08, gained: 0.05);
        var first = PairedBootstrap.Compare(tasks, seed: 7);

        PairedBootstrap.Compare(tasks, seed: 7).ShouldBe(first);
        PairedBootstrap.Compare(tasks, seed: 8).PValue.ShouldBe(first.PValue, 0.02);
    }

    [Fact]
    public void Its_standard_error_is_the_one_of_the_formula()
    {
        var tasks = Tasks(new Random(4), items: 500, lost: 0.10, gained: 0.06);
        var formula = Math.Sqrt(tasks.Sum(Variance)) / tasks.Count;

        PairedBootstrap.Compare(tasks, seed: 1).StandardError.ShouldBe(formula, formula * 0.03);

        static double Variance(PairedTask task)
        {
            double share = (double)task.Differences.Count / task.Items,
                mean = task.CandidateMean - task.BaselineMean;
            return (share - (mean * mean)) / task.Items;
        }
    }

    [Fact]
    public void A_handful_of_items_proves_nothing()
    {
        // Five gained, none lost: resampling alone would say p = 0.013; a fair coin falls so 1 time in 16.
        double[] baseline = [.. new double[100]],
            candidate = [.. Enumerable.Range(0, 100).Select(i => i < 5 ? 1.0 : 0.0)];

        PairedBootstrap.Compare([new("a", baseline, candidate)], seed: 1).PValue.ShouldBe(0.0625);
    }

    [Fact]
    public void A_real_difference_is_found()
    {
        var result = PairedBootstrap.Compare(Tasks(new Random(6), 500, lost: 0.10, gained: 0.03), seed: 1);

        result.PValue.ShouldBeLessThan(0.001);
        result.High.ShouldBeLessThan(0);
    }

    [Fact]
    public void Nothing_to_compare_is_said() =>
        Should
            .Throw<MoeUsageException>(() => PairedBootstrap.Compare([], seed: 1))
            .Message.ShouldContain("at least 1 task");

    internal static IReadOnlyList<PairedTask> Tasks(Random random, int items, double lost, double gained) =>
        [
            .. Enumerable
                .Range(0, 6)
                .Select(task =>
                {
                    double[] baseline = new double[items],
                        candidate = new double[items];
                    for (var i = 0; i < items; i++)
                    {
                        var u = random.NextDouble();
                        baseline[i] =
                            u < lost ? 1
                            : u < lost + gained ? 0
                            : random.Next(2);
                        candidate[i] =
                            u < lost ? 0
                            : u < lost + gained ? 1
                            : baseline[i];
                    }

                    return new PairedTask($"task{task}", baseline, candidate);
                }),
        ];

    [Fact]
    public void It_agrees_with_the_distribution_worked_out_in_full()
    {
        const int Items = 50; // 8 gained, 2 lost: every draw is +1, -1 or 0
        double[] baseline = [.. Enumerable.Range(0, Items).Select(i => i is 8 or 9 ? 1.0 : 0)];
        double[] candidate = [.. Enumerable.Range(0, Items).Select(i => i < 8 ? 1.0 : 0)];
        var exact = SumOfDraws(Items, up: 8.0 / Items, down: 2.0 / Items);
        var result = PairedBootstrap.Compare([new("t", baseline, candidate)], seed: 3);

        result.Difference.ShouldBe(0.12, 1e-12);
        result.Low.ShouldBe(Quantile(0.025), 1e-12);
        result.High.ShouldBe(Quantile(0.975), 1e-12);
        result.StandardError.ShouldBe(Math.Sqrt((0.2 - (0.12 * 0.12)) / Items), 0.001);
        result.PValue.ShouldBe(2 * exact.Where(sum => sum.Key <= 0).Sum(sum => sum.Value), 0.008);
        (result.Clusters, result.LeastPValue).ShouldBe((50, Math.Pow(2, -9)));

        double Quantile(double share) =>
            exact.Keys.Order().First(sum => exact.Where(other => other.Key <= sum).Sum(other => other.Value) >= share)
            / (double)Items;
    }

    [Fact]
    public void Exchanging_the_models_turns_the_result_round()
    {
        var tasks = Tasks(new Random(17), items: 100, lost: 0.02, gained: 0.05);
        double[] Answers(PairedTask task, double sign) =>
            [.. task.Changes.Select(change => Math.Max(0, sign * change))];
        var there = PairedBootstrap.Compare(
            [.. tasks.Select(task => new PairedTask(task.Task, Answers(task, -1), Answers(task, 1)))],
            seed: 1
        );
        var back = PairedBootstrap.Compare(
            [.. tasks.Select(task => new PairedTask(task.Task, Answers(task, 1), Answers(task, -1)))],
            seed: 1
        );

        there.PValue.ShouldBeInRange(2 * there.LeastPValue, 0.9); // neither at its floor nor at its ceiling
        back.PValue.ShouldBe(there.PValue);
        (back.Difference, back.Low, back.High).ShouldBe((-there.Difference, -there.High, -there.Low));
    }

    [Fact]
    public void Too_few_resamples_are_refused_and_a_hundred_are_enough()
    {
        double[] right = [1, 1],
            wrong = [0, 0];
        IReadOnlyList<PairedTask> tasks = [new("t", right, wrong)];
        Should
            .Throw<MoeUsageException>(() => PairedBootstrap.Compare(tasks, 1, 99))
            .Message.ShouldBe("bootstrap: needs at least 1 task and 100 resamples, got 1 and 99");
        // Two questions: 2^(1-2)
        PairedBootstrap.Compare(tasks, 1, 100).ShouldBe(new(-1, 0, -1, -1, 0.5) { Clusters = 2, LeastPValue = 0.5 });
    }

    /// <summary>The chance of every sum of so many draws of +1, -1 or 0, draw by draw.</summary>
    private static Dictionary<int, double> SumOfDraws(int draws, double up, double down)
    {
        Dictionary<int, double> chances = new() { [0] = 1 };
        for (var draw = 0; draw < draws; draw++)
        {
            chances = chances
                .SelectMany(sum =>
                    new[]
                    {
                        (sum.Key + 1, sum.Value * up),
                        (sum.Key - 1, sum.Value * down),
                        (sum.Key, sum.Value * (1 - up - down)),
                    }
                )
                .GroupBy(next => next.Item1, next => next.Item2)
                .ToDictionary(next => next.Key, next => next.Sum());
        }

        return chances;
    }
}
