using MoeNotebooks.Models;
using MoeNotebooks.Performance;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>
/// A feed-forward layer of a given shape with random weights, to be timed: the code that runs checkpoints.
/// </summary>
internal sealed class RandomLayer : IDisposable
{
    private readonly List<Tensor> _weights = [];
    private readonly RoutedExperts? _experts;
    private readonly IMlp _layer;

    /// <summary>Draws the weights.</summary>
    /// <param name="shape">The layer's sizes.</param>
    /// <param name="dtype">The type of weights and activations.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="device">Where to; <see langword="null"/> for the CPU.</param>
    public RandomLayer(LayerShape shape, ScalarType dtype, long seed, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (Shape, DType, Device) = (shape, dtype, device ?? CPU);
        using var random = new Generator((ulong)seed, CPU);
        if (shape.IsDense)
        {
            _layer = Mlp(shape.ActiveWidth, random);
            return;
        }

        var rule = new RouterRule(shape.Experts, shape.ActiveExperts, Scoring.Softmax) { Renormalise = true };
        var router = new Router(rule, Draw(random, int.MaxValue, shape.Experts, shape.Hidden), bias: null);
        _experts = new RoutedExperts(
            Draw(random, RandomRows.Usual, shape.Experts, 2 * shape.ExpertWidth, shape.Hidden),
            Draw(random, RandomRows.Usual, shape.Experts, shape.Hidden, shape.ExpertWidth)
        );
        _layer = new MoeLayer(router, _experts, shape.SharedWidth > 0 ? Mlp(shape.SharedWidth, random) : null);
    }

    /// <summary>The layer's sizes.</summary>
    public LayerShape Shape { get; }

    /// <summary>The type of weights and activations.</summary>
    public ScalarType DType { get; }

    /// <summary>Where its weights lie.</summary>
    public Device Device { get; }

    /// <summary>Runs a batch through the layer.</summary>
    /// <param name="x">[tokens, hidden]</param>
    /// <param name="hit">Sees which routed experts the batch is sent to.</param>
    /// <param name="pattern">Who chooses them.</param>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tensor x, HitExperts? hit = null, RoutingPattern pattern = RoutingPattern.Router)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _layer.Forward(
            x,
            0,
            new LayerRouting(Shape.ActiveExperts)
            {
                Observer = hit,
                Adaptive = pattern == RoutingPattern.Router ? null : new ForcedExperts(pattern),
            }
        );
    }

    /// <summary>Gives the weights' memory back.</summary>
    public void Dispose()
    {
        _experts?.Dispose();
        _weights.ForEach(weight => weight.Dispose());
    }

    private DenseMlp Mlp(int width, Generator random) =>
        new(
            Draw(random, RandomRows.Usual, 2 * width, Shape.Hidden),
            Draw(random, RandomRows.Usual, Shape.Hidden, width)
        );

    private Tensor Draw(Generator random, int drawn, params long[] shape)
    {
        var weight = RandomRows.Draw(shape, drawn, random, DType, Device);
        _weights.Add(weight);
        return weight;
    }
}
