using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>
/// A model's full run over windows of text, from which runs depart that change one layer: what stands before the layer
/// runs once for all.
/// </summary>
internal sealed class AblationRun : IDisposable
{
    private readonly MoeModel _model;
    private readonly AttentionContext _context = new();
    private readonly IReadOnlyList<LayerRouting?> _routing;
    private readonly List<Tensor> _states = []; // what enters each layer, [B, T, h]
    private readonly Tensor _targets; // [B · T, 1]
    private readonly Tensor _full; // [B · T, V], log-probabilities
    private readonly double _loss;
    private readonly RoutingStatistics _uses;

    /// <summary>Runs the model.</summary>
    /// <param name="model">The model; must fit into memory, since layers run many times.</param>
    /// <param name="windows">[B] token ids of one length, at least 2: all but the last run, all but the first are
    /// predicted.</param>
    /// <exception cref="MoeUsageException">There is no window, or their lengths differ.</exception>
    public AblationRun(MoeModel model, IReadOnlyList<int[]> windows)
    {
        if (windows.Count == 0 || windows[0].Length < 2 || windows.Any(window => window.Length != windows[0].Length))
        {
            throw new MoeUsageException("windows", "are none, of one token, or of different lengths");
        }

        (_model, _uses, var width) = (model, new RoutingStatistics(model.Config), windows[0].Length - 1);
        _routing = model.Route(policy: null);
        var seen = model.Route(policy: null, observer: _uses);
        _targets = tensor(
                windows.SelectMany(window => window.Skip(1)).Select(id => (long)id).ToArray(),
                device: model.Device
            )
            .unsqueeze(1);
        var x = model.Embed(
            tensor(
                windows.SelectMany(window => window.SkipLast(1)).Select(id => (long)id).ToArray(),
                [windows.Count, width]
            )
        );
        for (var layer = 0; layer < model.Config.Layers; layer++)
        {
            _states.Add(x);
            x = model.Layer(layer, x, _context, seen[layer]);
        }

        _full = Logs(x);
        _loss = Loss(_full);
    }

    /// <summary>
    /// One expert left out; the router gives its tokens others. One that no token used changes nothing and is not run.
    /// </summary>
    public AblatedExpert Without(int layer, int expert)
    {
        var used = 100.0 * _uses.Counts(layer)[expert] / _uses.Tokens;
        if (used == 0)
        {
            return new(layer, expert, 0, 0, 0);
        }

        var (divergence, loss) = Under(
            layer,
            _routing[layer]! with
            {
                Kept = [.. Enumerable.Range(0, _model.Config.Moe.Router.Experts).Where(e => e != expert)],
            }
        );
        return new(layer, expert, used, divergence, loss);
    }

    /// <summary>One layer with fewer experts per token.</summary>
    public SkippedLayer Skipping(int layer, int k)
    {
        var (divergence, loss) = Under(layer, _routing[layer]! with { K = k });
        return new(layer, k, divergence, loss);
    }

    /// <summary>Departs many times, a small model's runs side by side.</summary>
    /// <param name="all">Layers, and what changes in each.</param>
    /// <param name="depart"><see cref="Without"/> or <see cref="Skipping"/>.</param>
    /// <param name="progress">Goes on by one for each.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    /// <returns>In the order given.</returns>
    public IReadOnlyList<T> Each<T>(
        IReadOnlyList<(int Layer, int Change)> all,
        Func<int, int, T> depart,
        IProgressTask progress,
        CancellationToken cancellation
    )
    {
        var results = new T[all.Count];
        SideBySide.Run(all.Count, Run, _model.IsSmall, cancellation);
        return results;

        void Run(int i)
        {
            using var noGrad = no_grad(); // of this thread
            results[i] = depart(all[i].Layer, all[i].Change);
            progress.Advance();
        }
    }

    public void Dispose() => _context.Dispose();

    /// <summary>How far predictions move where one layer routes otherwise, and what that costs.</summary>
    private (double Divergence, double Loss) Under(int layer, LayerRouting otherwise)
    {
        using var scope = NewDisposeScope();
        var x = _states[layer];
        for (var at = layer; at < _model.Config.Layers; at++)
        {
            x = _model.Layer(at, x, _context, at == layer ? otherwise : _routing[at]);
        }

        var logs = Logs(x);
        return ((_full.exp() * _full.Minus(logs)).sum([-1L]).mean().item<float>(), Loss(logs) - _loss);
    }

    private Tensor Logs(Tensor x) => _model.Logits(x.view(-1, x.shape[2])).to(ScalarType.Float32).log_softmax(-1);

    private double Loss(Tensor logs) => -logs.gather(1, _targets).mean().item<float>();
}
