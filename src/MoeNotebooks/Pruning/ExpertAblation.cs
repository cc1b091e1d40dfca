using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Leaves out one expert at a time and sees how far the model's predictions move. What stands before the expert's layer runs once for
/// all.</summary>
public static class ExpertAblation
{
    /// <summary>Ablates experts, all of them or a sample.</summary>
    /// <param name="model">The model; must fit into memory, since layers run many times.</param>
    /// <param name="windows">[B] token ids of one length, at least 2: all but the last run, all but the first are predicted.</param>
    /// <param name="perLayer">Experts of each MoE layer, drawn at random; <see langword="null"/> for all.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two experts.</param>
    /// <returns>By layer and expert; one that no token used changes nothing and is not run.</returns>
    /// <exception cref="MoeUsageException">There is no window, or their lengths differ.</exception>
    public static IReadOnlyList<AblatedExpert> Run(
        MoeModel model, IReadOnlyList<int[]> windows, int? perLayer = null, int seed = 1, IProgressReporter? progress = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Count == 0 || windows[0].Length < 2 || windows.Any(window => window.Length != windows[0].Length))
        {
            throw new MoeUsageException("windows", "are none, of one token, or of different lengths");
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var run = new AblationRun(model, windows);
        var (experts, chance) = (model.Config.Moe.Router.Experts, new Random(seed));
        var picked = model.MoeLayers.Select(layer => (Layer: layer,
            Experts: Enumerable.Range(0, experts).OrderBy(_ => chance.Next()).Take(perLayer ?? experts).Order().ToArray())).ToArray();
        using var task = (progress ?? ProgressReporter.Silent).Begin("Leaving out experts", picked.Sum(layer => layer.Experts.Length), "experts");
        var results = new List<AblatedExpert>();
        foreach (var (layer, some) in picked)
        {
            foreach (var expert in some)
            {
                cancellation.ThrowIfCancellationRequested();
                results.Add(run.Without(layer, expert));
                task.Advance();
            }
        }

        return results;
    }

    /// <summary>One text in windows of a length, the last incomplete one left out.</summary>
    /// <param name="sequences">Texts' token ids, joined.</param>
    /// <param name="width">Tokens of a window.</param>
    /// <param name="count">Windows, at most.</param>
    public static IReadOnlyList<int[]> Windows(IEnumerable<int[]> sequences, int width, int count) =>
        [.. sequences.SelectMany(ids => ids).Chunk(width).Where(window => window.Length == width).Take(count)];

    /// <summary>A model's full run over the windows, from which each ablation departs.</summary>
    private sealed class AblationRun : IDisposable
    {
        private readonly MoeModel _model;
        private readonly AttentionContext _context = new();
        private readonly IReadOnlyList<LayerRouting?> _routing;
        private readonly List<Tensor> _states = []; // what enters each layer, [B, T, h]
        private readonly Tensor _targets;           // [B · T, 1]
        private readonly Tensor _full;              // [B · T, V], log-probabilities
        private readonly double _loss;
        private readonly RoutingStatistics _uses;

        public AblationRun(MoeModel model, IReadOnlyList<int[]> windows)
        {
            (_model, _uses, var width) = (model, new RoutingStatistics(model.Config), windows[0].Length - 1);
            _routing = model.Route(policy: null);
            var seen = model.Route(policy: null, observer: _uses);
            _targets = tensor(windows.SelectMany(window => window.Skip(1)).Select(id => (long)id).ToArray(), device: model.Device).unsqueeze(1);
            var x = model.Embed(tensor(windows.SelectMany(window => window.SkipLast(1)).Select(id => (long)id).ToArray(), [windows.Count, width]));
            for (var layer = 0; layer < model.Config.Layers; layer++)
            {
                _states.Add(x);
                x = model.Layer(layer, x, _context, seen[layer]);
            }

            _full = Logs(x);
            _loss = Loss(_full);
        }

        public AblatedExpert Without(int layer, int expert)
        {
            var used = 100.0 * _uses.Counts(layer)[expert] / _uses.Tokens;
            if (used == 0)
            {
                return new(layer, expert, 0, 0, 0);
            }

            using var scope = NewDisposeScope();
            var others = _routing[layer]! with { Kept = [.. Enumerable.Range(0, _model.Config.Moe.Router.Experts).Where(e => e != expert)] };
            var x = _states[layer];
            for (var at = layer; at < _model.Config.Layers; at++)
            {
                x = _model.Layer(at, x, _context, at == layer ? others : _routing[at]);
            }

            var logs = Logs(x);
            var divergence = (_full.exp() * _full.Minus(logs)).sum([-1L]).mean().item<float>();
            return new(layer, expert, used, divergence, Loss(logs) - _loss);
        }

        public void Dispose() => _context.Dispose();

        private Tensor Logs(Tensor x) => _model.Logits(x.view(-1, x.shape[2])).to(ScalarType.Float32).log_softmax(-1);

        private double Loss(Tensor logs) => -logs.gather(1, _targets).mean().item<float>();
    }
}
