using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>One layer with fewer experts, which shares what stands before it, against whole forward passes under a policy of its own per layer.</summary>
public sealed class LayerSkippingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_layer_alone_equals_a_policy_per_layer_in_a_whole_pass()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder.Path);
        int[][] windows = [[1, 2, 3, 4, 5], [9, 8, 7, 6, 5]];
        var stop = TestContext.Current.CancellationToken;
        var before = LiveTensors.Count;
        var skipped = LayerSkipping.Run(model, windows, [3, 1], cancellation: stop);
        LiveTensors.Count.ShouldBe(before);
        skipped.Select(one => (one.Layer, one.K)).ShouldBe([(1, 3), (1, 1), (2, 3), (2, 1)]);
        var ids = tensor(windows.SelectMany(window => window.Take(4)).Select(id => (long)id).ToArray(), [2, 4]);
        var targets = tensor(windows.SelectMany(window => window.Skip(1)).Select(id => (long)id).ToArray(), [2, 4, 1]);
        var full = model.Forward(ids).log_softmax(-1);
        foreach (var one in skipped)
        {
            var logs = model.Forward(ids, policy: new PerLayer([.. model.MoeLayers.Select(layer => layer == one.Layer ? one.K : 3)])).log_softmax(-1);
            one.Divergence.ShouldBe((full.exp() * (full - logs)).sum(-1).mean().item<float>(), 1e-5, one.ToString());
            one.Loss.ShouldBe((full - logs).gather(2, targets).mean().item<float>(), 1e-5, one.ToString());
            (one.Divergence > 1e-4).ShouldBe(one.K == 1); // three is the trained number
        }

        Should.Throw<MoeUsageException>(() => LayerSkipping.Run(model, windows, [9], cancellation: stop)).Message.ShouldContain("a token can use 8");
        Should.Throw<MoeUsageException>(() => LayerSkipping.Run(model, [], [1], cancellation: stop)).Message.ShouldContain("are none, of one token");
    }

    [Fact]
    public void A_repetition_ranks_the_same_experts_alike_or_not()
    {
        AblatedExpert[] first = [.. Enumerable.Range(0, 6).Select(i => new AblatedExpert(i / 3, i % 3, 10, i, 0))];
        AblationStandings.Repeated(first, first).ShouldBe(1, 1e-12);
        AblationStandings.Repeated(first, [.. first.Select(one => one with { Divergence = -one.Divergence })]).ShouldBe(-1, 1e-12);
        AblationStandings.Repeated(first, [.. first.Select(one => one with { Divergence = one.Layer == 0 ? one.Divergence : -one.Divergence })]).ShouldBe(0, 1e-12);
    }
}
