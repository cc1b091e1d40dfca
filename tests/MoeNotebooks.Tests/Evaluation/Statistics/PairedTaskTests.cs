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
        Should.Throw<MoeUsageException>(() => new PairedTask("rte", [1, 0], [1])).Message.ShouldContain("baseline has 2, the other 1");
        Should.Throw<MoeUsageException>(() => new PairedTask("rte", [], []));
    }
}
