using MoeNotebooks.Performance.Communication;

namespace MoeNotebooks.Tests.Performance.Communication;

public sealed class ParallelLayoutTests
{
    private static readonly NodeLinks Links = NodeLinks.Paper;

    [Fact]
    public void Tensor_parallelism_alone_sends_the_papers_bound() =>
        new ParallelLayout(8, 1)
            .Send(100, 4096, groupsHit: 1, TokenFormat.Bf16, Links)
            .ShouldBe(new LayerTraffic(2 * CommunicationVolume.TensorParallel(8, 100, 4096), 0, 8));

    [Fact]
    public void Expert_parallelism_alone_sends_a_token_once_to_each_other_device()
    {
        var traffic = new ParallelLayout(1, 8).Send(100, 4096, groupsHit: 4, TokenFormat.Fp8Dispatch, Links);
        traffic.Bytes.ShouldBe(100 * 4096 * 4 * (7.0 / 8) * (1.03125 + 2), 1e-3);
        traffic.AcrossBytes.ShouldBe(0);
    }

    [Fact]
    public void The_papers_bound_of_expert_parallelism_is_never_passed()
    {
        foreach (var devices in new[] { 2, 4, 8 })
        {
            var one = CrossingCase.Of("deepseek-v2-lite", devices);
            new ParallelLayout(1, devices)
                .Send(1, 1, one.ExpectedHit, TokenFormat.Bf16, Links)
                .Bytes.ShouldBeLessThan(2 * CommunicationVolume.ExpertParallel(one.Active, 1, 1));
        }
    }

    [Fact]
    public void Groups_that_fill_a_node_send_each_other_everything_across()
    {
        var mixed = new ParallelLayout(8, 2).Send(1, 1, groupsHit: 2, TokenFormat.Bf16, Links);
        mixed.AcrossBytes.ShouldBe(4, 1e-12); // one other group, 2 bytes there and 2 back
        mixed.InsideBytes.ShouldBe(7 * (2 + 4 + 2), 1e-12); // the arriving token, two partial sums, the new state
    }

    [Fact]
    public void Over_two_nodes_eight_of_fifteen_other_devices_are_across()
    {
        var traffic = new ParallelLayout(1, 16).Send(1, 1, groupsHit: 4, TokenFormat.Bf16, Links);
        (traffic.AcrossBytes / traffic.Bytes).ShouldBe(8.0 / 15, 1e-12);
    }

    [Fact]
    public void A_ring_over_two_nodes_is_as_slow_as_the_link_between_them()
    {
        var ring = new ParallelLayout(16, 1).Send(1, 1, 1, TokenFormat.Bf16, Links);
        ring.Seconds(Links).ShouldBe(ring.Bytes / 16 / 50e9, 1e-20);
        new LayerTraffic(160e9, 0, 1).Seconds(Links).ShouldBe(1, 1e-12);
    }
}
