using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Optimizers;

/// <summary>Muon for the matrices, AdamW for embedding, head, norms and routers; holds their moments.</summary>
internal sealed class Optimizer : IDisposable
{
    private const double Clip = 1.0; // of the norm of AdamW's gradients; Muon's updates have a norm of their own

    private readonly MiniModel _model;
    private readonly TrainingOptions _options;
    private readonly int _threads;
    private readonly Group[] _groups;
    private readonly Dictionary<string, Tensor> _moments = new(StringComparer.Ordinal);

    /// <summary>
    /// Weights updated at once, and their moments in one tensor [names, ..]; a matrix has no second one.
    /// </summary>
    private sealed record Group(string[] Names, Tensor First, Tensor? Second);

    /// <param name="model">What is updated.</param>
    /// <param name="options">How.</param>
    /// <param name="together">Whether the same part of all layers is updated at once, as a GPU does, so that it
    /// launches little.</param>
    public Optimizer(MiniModel model, TrainingOptions options, bool together)
    {
        (_model, _options, _threads) = (model, options, together ? 1 : 2);
        _groups =
        [
            .. model
                .Parameters.OrderByDescending(p => p.Value.numel())
                .GroupBy(p => together ? Alike(p) : p.Key)
                .Select(Make),
        ];
    }

    /// <summary>The moments by name; changed by every step.</summary>
    public IReadOnlyDictionary<string, Tensor> Moments => _moments;

    /// <summary>One step over all weights, on two threads unless they are updated together.</summary>
    /// <param name="gradients">The gradient of every weight.</param>
    /// <param name="step">The step, from 1.</param>
    public void Step(IReadOnlyDictionary<string, Tensor> gradients, long step)
    {
        using var scope = NewDisposeScope();
        Tensor[] clipped = [.. _model.Parameters.Where(p => !IsMatrix(p.Key, p.Value)).Select(p => gradients[p.Key])];
        var squares = new Tensor[clipped.Length];
        OwnThreads.ForEach(Enumerable.Range(0, clipped.Length), _threads, i => squares[i] = SumOfSquares(clipped[i]));
        var norm = Math.Sqrt(stack(squares).cpu().data<float>().Sum(square => (double)square));
        var scale = norm > Clip ? Clip / norm : 1;
        OwnThreads.ForEach(_groups, _threads, group => Update(group, gradients, scale, step)); // the largest first
        Array.ForEach(squares, square => square.Dispose());
    }

    public void Dispose()
    {
        foreach (
            var moment in _moments.Values.Concat(
                _groups.SelectMany(group => new[] { group.First, group.Second }.OfType<Tensor>())
            )
        )
        {
            moment.Dispose();
        }
    }

    private static Tensor SumOfSquares(Tensor g)
    {
        using var scope = NewDisposeScope();
        return (g * g).sum().DetachFromDisposeScope();
    }

    // a layer's part without the layer
    private static string Alike(KeyValuePair<string, Tensor> p) =>
        $"{p.Key[(p.Key.IndexOf('.', StringComparison.Ordinal) + 1)..]} {string.Join(' ', p.Value.shape)}";

    private Group Make(IEnumerable<KeyValuePair<string, Tensor>> alike)
    {
        var (names, p) = (alike.Select(a => a.Key).ToArray(), alike.First().Value);
        var group = new Group(names, Moment("#m"), IsMatrix(names[0], p) ? null : Moment("#v"));
        return group;

        Tensor Moment(string sort)
        {
            var all = zeros([names.Length, .. p.shape], device: p.device).DetachFromDisposeScope();
            foreach (var (i, name) in names.Index())
            {
                _moments[name + sort] = all.select(0, i).DetachFromDisposeScope();
            }

            return all;
        }
    }

    private void Update(Group group, IReadOnlyDictionary<string, Tensor> gradients, double scale, long step)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (name, weights) = (group.Names[0], group.Names.Select(n => _model.Parameters[n]).ToArray());
        var p = weights.Length == 1 ? weights[0].unsqueeze(0) : stack(weights);
        var g = weights.Length == 1 ? gradients[name].unsqueeze(0) : stack(group.Names.Select(n => gradients[n]));
        var factor = _options.Factor(step);
        if (group.Second is null)
        {
            Muon.Step(p, g, group.First, MatrixRows(name, weights[0]), _options.MuonRate * factor, _options.Decay);
        }
        else
        {
            var rate = _options.AdamRate * factor * (IsRouter(name) ? _options.RouterRate : 1);
            var decay = weights[0].dim() > 1 && name != "embed" ? _options.Decay : 0;
            AdamW.Step(p, g, scale, group.First, group.Second, step, rate, decay);
        }

        for (var i = 0; i < weights.Length && weights.Length > 1; i++)
        {
            weights[i].copy_(p[i]);
        }
    }

    private static bool IsRouter(string name) => name.EndsWith(".router", StringComparison.Ordinal);

    private static bool IsMatrix(string name, Tensor p) =>
        p.dim() > 1 && name is not ("embed" or "head") && !IsRouter(name);

    private static long MatrixRows(string name, Tensor p) =>
        name.EndsWith("gate_up", StringComparison.Ordinal) ? p.shape[^2] / 2 : p.shape[^2];
}
