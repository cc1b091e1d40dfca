using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Optimizers;

/// <summary>Muon for the matrices, AdamW for embedding, head, norms and routers; holds their moments.</summary>
internal sealed class Optimizer : IDisposable
{
    private const double Clip = 1.0; // of the norm of AdamW's gradients; Muon's updates have a norm of their own

    private readonly MiniModel _model;
    private readonly TrainingOptions _options;
    private readonly Dictionary<string, Tensor> _moments = new(StringComparer.Ordinal);

    public Optimizer(MiniModel model, TrainingOptions options)
    {
        (_model, _options) = (model, options);
        foreach (var (name, p) in model.Parameters)
        {
            foreach (var key in IsMatrix(name, p) ? [name + "#m"] : new[] { name + "#m", name + "#v" })
            {
                _moments[key] = zeros_like(p).DetachFromDisposeScope();
            }
        }
    }

    /// <summary>The moments by name; changed by every step.</summary>
    public IReadOnlyDictionary<string, Tensor> Moments => _moments;

    /// <summary>One step over all weights, on two threads.</summary>
    /// <param name="gradients">The gradient of every weight.</param>
    /// <param name="step">The step, from 1.</param>
    public void Step(IReadOnlyDictionary<string, Tensor> gradients, long step)
    {
        Tensor[] clipped = [.. _model.Parameters.Where(p => !IsMatrix(p.Key, p.Value)).Select(p => gradients[p.Key])];
        var squares = new double[clipped.Length];
        OwnThreads.ForEach(Enumerable.Range(0, clipped.Length), 2, i => squares[i] = SumOfSquares(clipped[i]));
        var norm = Math.Sqrt(squares.Sum());
        var scale = norm > Clip ? Clip / norm : 1;
        OwnThreads.ForEach(_model.Parameters.OrderByDescending(p => p.Value.numel()), 2, p => Update(p.Key, p.Value, gradients[p.Key], scale, step));
    }

    public void Dispose()
    {
        foreach (var moment in _moments.Values)
        {
            moment.Dispose();
        }
    }

    private static double SumOfSquares(Tensor g)
    {
        using var scope = NewDisposeScope();
        return (g * g).sum().item<float>();
    }

    private void Update(string name, Tensor p, Tensor g, double scale, long step)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var factor = _options.Factor(step);
        if (IsMatrix(name, p))
        {
            Muon.Step(p, g, _moments[name + "#m"], MatrixRows(name, p), _options.MuonRate * factor, _options.Decay);
            return;
        }

        var rate = _options.AdamRate * factor * (IsRouter(name) ? _options.RouterRate : 1);
        var decay = p.dim() > 1 && name != "embed" ? _options.Decay : 0;
        AdamW.Step(p, g, scale, _moments[name + "#m"], _moments[name + "#v"], step, rate, decay);
    }

    private static bool IsRouter(string name) => name.EndsWith(".router", StringComparison.Ordinal);

    private static bool IsMatrix(string name, Tensor p) => p.dim() > 1 && name is not ("embed" or "head") && !IsRouter(name);

    private static long MatrixRows(string name, Tensor p) => name.EndsWith("gate_up", StringComparison.Ordinal) ? p.shape[^2] / 2 : p.shape[^2];
}
