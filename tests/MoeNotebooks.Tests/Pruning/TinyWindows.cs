using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>A tiny model of two MoE layers (1 and 2) with eight experts each, three of them active, and two texts of
/// five tokens: what whole forward passes say of the four predictions in each.</summary>
internal sealed class TinyWindows : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope;
    private readonly Tensor _ids,
        _targets,
        _full;

    public TinyWindows()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        Model = MoeModel.Open(_folder.Path);
        _scope = NewDisposeScope();
        _ids = tensor(Windows.SelectMany(window => window.Take(4)).Select(id => (long)id).ToArray(), [2, 4]);
        _targets = tensor(Windows.SelectMany(window => window.Skip(1)).Select(id => (long)id).ToArray(), [2, 4, 1]);
        _full = Model.Forward(_ids, observer: Seen).log_softmax(-1);
    }

    public MoeModel Model { get; }

    public int[][] Windows { get; } =
    [
        [1, 2, 3, 4, 5],
        [9, 8, 7, 6, 5],
    ];

    /// <summary>What the trained model chose for the eight tokens.</summary>
    public RecordingObserver Seen { get; } = new();

    /// <summary>
    /// A whole pass against the trained model's: Kullback-Leibler divergence and loss of the tokens' log-likelihood,
    /// per token in nats.
    /// </summary>
    public (double Divergence, double Loss) Changed(RoutingPolicy? policy = null, ExpertMask? mask = null)
    {
        using var scope = NewDisposeScope();
        var logs = Model.Forward(_ids, policy: policy, mask: mask).log_softmax(-1);
        return (
            (_full.exp() * (_full - logs)).sum(-1).mean().item<float>(),
            (_full - logs).gather(2, _targets).mean().item<float>()
        );
    }

    public void Dispose()
    {
        _scope.Dispose();
        Model.Dispose();
        _folder.Dispose();
    }
}
