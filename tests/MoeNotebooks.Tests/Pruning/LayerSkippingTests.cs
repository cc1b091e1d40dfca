using MoeNotebooks.Errors;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>
/// One layer with fewer experts, which shares what stands before it, against whole forward passes under a policy of its
/// own per layer.
/// </summary>
public sealed class LayerSkippingTests
{
    [Fact]
    public void One_layer_alone_equals_a_policy_per_layer_in_a_whole_pass()
    {
        using var tiny = new TinyWindows();
        var (model, windows) = (tiny.Model, tiny.Windows);
        var stop = TestContext.Current.CancellationToken;
        var before = LiveTensors.Count;
        var skipped = LayerSkipping.Run(model, windows, [3, 1], cancellation: stop);
        LiveTensors.Count.ShouldBe(before);
        skipped.Select(one => (one.Layer, one.K)).ShouldBe([(1, 3), (1, 1), (2, 3), (2, 1)]);
        foreach (var one in skipped)
        {
            var (divergence, loss) = tiny.Changed(
                new PerLayer([.. model.MoeLayers.Select(layer => layer == one.Layer ? one.K : 3)])
            );
            one.Divergence.ShouldBe(divergence, 1e-5, one.ToString());
            one.Loss.ShouldBe(loss, 1e-5, one.ToString());
            (one.Divergence > 1e-4).ShouldBe(one.K == 1); // three is the trained number
        }

        Should
            .Throw<MoeUsageException>(() => LayerSkipping.Run(model, windows, [9], cancellation: stop))
            .Message.ShouldContain("a token can use 8");
        Should
            .Throw<MoeUsageException>(() => LayerSkipping.Run(model, [], [1], cancellation: stop))
            .Message.ShouldContain("are none, of one token");
    }

    [Fact]
    public void A_repetition_ranks_the_same_experts_alike_or_not()
    {
        AblatedExpert[] first = [.. Enumerable.Range(0, 6).Select(i => new AblatedExpert(i / 3, i % 3, 10, i, 0))];
        AblationStandings.Repeated(first, first).ShouldBe(1, 1e-12);
        AblationStandings
            .Repeated(first, [.. first.Select(one => one with { Divergence = -one.Divergence })])
            .ShouldBe(-1, 1e-12);
        AblationStandings
            .Repeated(
                first,
                [.. first.Select(one => one with { Divergence = one.Layer == 0 ? one.Divergence : -one.Divergence })]
            )
            .ShouldBe(0, 1e-12);
    }
}
