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
            double share = (double)task.Differences.Count / task.Items, mean = task.CandidateMean - task.BaselineMean;
            return (share - (mean * mean)) / task.Items;
        }
    }

    [Fact]
    public void It_agrees_with_resampling_every_item()
    {
        var tasks = Tasks(new Random(9), items: 120, lost: 0.10, gained: 0.05);
        var plain = PlainBootstrap(tasks, new Random(1), 4000);
        var fast = PairedBootstrap.Compare(tasks, seed: 2, resamples: 4000);

        fast.Low.ShouldBe(plain[100], 0.004);
        fast.High.ShouldBe(plain[3899], 0.004);
    }

    [Fact]
    public void A_handful_of_items_proves_nothing()
    {
        // Five gained, none lost: resampling alone would say p = 0.013; a fair coin falls so 1 time in 16.
        double[] baseline = [.. new double[100]], candidate = [.. Enumerable.Range(0, 100).Select(i => i < 5 ? 1.0 : 0.0)];

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
        Should.Throw<MoeUsageException>(() => PairedBootstrap.Compare([], seed: 1)).Message.ShouldContain("at least 1 task");

    internal static IReadOnlyList<PairedTask> Tasks(Random random, int items, double lost, double gained) =>
        [.. Enumerable.Range(0, 6).Select(task =>
        {
            double[] baseline = new double[items], candidate = new double[items];
            for (var i = 0; i < items; i++)
            {
                var u = random.NextDouble();
                baseline[i] = u < lost ? 1 : u < lost + gained ? 0 : random.Next(2);
                candidate[i] = u < lost ? 0 : u < lost + gained ? 1 : baseline[i];
            }

            return new PairedTask($"task{task}", baseline, candidate);
        })];

    private static double[] PlainBootstrap(IReadOnlyList<PairedTask> tasks, Random random, int resamples)
    {
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            means[r] = tasks.Average(task => Enumerable.Range(0, task.Items).Average(_ =>
                random.Next(task.Items) is var item && item < task.Differences.Count ? task.Differences[item] : 0));
        }

        Array.Sort(means);
        return means;
    }
}
