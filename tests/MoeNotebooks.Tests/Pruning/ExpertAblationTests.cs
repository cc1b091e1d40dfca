using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>Ablation, which shares what stands before a layer, against whole forward passes with a mask.</summary>
public sealed class ExpertAblationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Leaving_out_an_expert_equals_masking_it_in_a_whole_pass()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder.Path);
        int[][] windows = [[1, 2, 3, 4, 5], [9, 8, 7, 6, 5]];
        var stop = TestContext.Current.CancellationToken;
        var before = LiveTensors.Count;
        var ablated = ExpertAblation.Run(model, windows, cancellation: stop);
        LiveTensors.Count.ShouldBe(before);
        ablated.Select(one => (one.Layer, one.Expert)).ShouldBe(from layer in new[] { 1, 2 } from expert in Enumerable.Range(0, 8) select (layer, expert));
        var ids = tensor(windows.SelectMany(window => window.Take(4)).Select(id => (long)id).ToArray(), [2, 4]);
        var targets = tensor(windows.SelectMany(window => window.Skip(1)).Select(id => (long)id).ToArray(), [2, 4, 1]);
        var seen = new RecordingObserver();
        var full = model.Forward(ids, observer: seen).log_softmax(-1);
        foreach (var one in ablated)
        {
            var mask = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [one.Layer] = [.. Enumerable.Range(0, 8).Where(e => e != one.Expert)] });
            var logs = model.Forward(ids, mask: mask).log_softmax(-1);
            one.Divergence.ShouldBe((full.exp() * (full - logs)).sum(-1).mean().item<float>(), 1e-5, one.ToString());
            one.Loss.ShouldBe((full - logs).gather(2, targets).mean().item<float>(), 1e-5, one.ToString());
            one.UsedPercent.ShouldBe(100.0 * seen.Experts[one.Layer].data<long>().ToArray().Count(e => e == one.Expert) / 8, one.ToString()); // of 8 tokens
            (one.UsedPercent > 0 || one.Divergence == 0).ShouldBeTrue();
        }

        ablated.ShouldContain(one => one.Divergence > 1e-4);
        var sample = ExpertAblation.Run(model, windows, perLayer: 3, seed: 5, cancellation: stop);
        sample.Count.ShouldBe(6);
        sample.ShouldBeSubsetOf(ablated, new Near());
    }

    [Fact]
    public void Windows_are_of_one_length_and_there_must_be_one()
    {
        ExpertAblation.Windows([[1, 2, 3], [4, 5], [6, 7]], 2, 5).ShouldBe([[1, 2], [3, 4], [5, 6]]);
        ExpertAblation.Windows([[1, 2, 3]], 2, 0).ShouldBeEmpty();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        ExpertAblation.Run(model, [[1, 2]], perLayer: 1, cancellation: TestContext.Current.CancellationToken).Count.ShouldBe(2);
        foreach (int[][] windows in new int[][][] { [], [[1]], [[1, 2], [1, 2, 3]] })
        {
            Should.Throw<MoeUsageException>(() => ExpertAblation.Run(model, windows, cancellation: TestContext.Current.CancellationToken)).Message.ShouldContain("are none, of one token, or of different lengths");
        }
    }

    private sealed class Near : IEqualityComparer<AblatedExpert>
    {
        public bool Equals(AblatedExpert? x, AblatedExpert? y) => (x!.Layer, x.Expert) == (y!.Layer, y.Expert) && Math.Abs(x.Divergence - y.Divergence) < 1e-6;

        public int GetHashCode(AblatedExpert one) => HashCode.Combine(one.Layer, one.Expert);
    }
}
