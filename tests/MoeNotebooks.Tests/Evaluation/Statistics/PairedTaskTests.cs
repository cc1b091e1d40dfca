using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class PairedTaskTests
{
    [Fact]
    public void Counts_what_was_gained_and_lost()
    {
        var task = new PairedTask("rte", [1, 1, 1, 0, 0], [1, 0, 0, 1, 0]);

        (task.Gained, task.Lost, task.Items).ShouldBe((1, 2, 5));
        (task.BaselineMean, task.CandidateMean).ShouldBe((0.6, 0.4));
        task.PValue.ShouldBe(1.0);
    }

    [Fact]
    public void Different_items_cannot_be_paired()
    {
        Should
            .Throw<MoeUsageException>(() => new PairedTask("rte", [1, 0], [1]))
            .Message.ShouldContain("baseline has 2, the other 1");
        Should.Throw<MoeUsageException>(() => new PairedTask("rte", [], []));
    }

    [Fact]
    public void Changes_are_the_candidates_less_the_baselines()
    {
        var task = new PairedTask("rte", [1, 0, 1], [0, 1, 1], ["a", null, "a"]);
        task.Changes.ShouldBe([-1, 1, 0]);
        task.Differences.ShouldBe([-1, 1]);
        task.Clusters.ShouldBe(["a", null, "a"]);
        new PairedTask("rte", [1, 0], [0, 1]).Clusters.ShouldBe([null, null]);
        Should
            .Throw<MoeUsageException>(() => new PairedTask("rte", [1, 0], [0, 1], ["a"]))
            .Message.ShouldContain("Evaluate both with the same data and limit");
    }

    [Fact]
    public void One_item_is_enough_and_five_of_five_are_a_coin_falling_so_once_in_sixteen()
    {
        new PairedTask("rte", [1], [0]).Lost.ShouldBe(1);
        new PairedTask("rte", [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1]).PValue.ShouldBe(0.0625, 1e-12);
    }
}
