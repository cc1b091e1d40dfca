using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Performance.Measurement;

/// <summary>A feed-forward layer of a given shape with random weights, to be timed.</summary>
internal sealed class RandomLayer : IDisposable
{
    private readonly Tensor? _router; // [experts, hidden]
    private readonly RandomExpert[] _experts;
    private readonly RandomExpert? _shared;

    /// <summary>Draws the weights.</summary>
    /// <param name="shape">The layer's sizes.</param>
    /// <param name="dtype">The type of weights and activations.</param>
    /// <param name="seed">Seed of the weights.</param>
    public RandomLayer(LayerShape shape, ScalarType dtype, long seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var random = new Generator((ulong)seed, CPU);
        Shape = shape;
        DType = dtype;
        _router = shape.IsDense ? null : RandomExpert.Random(shape.Experts, shape.Hidden, dtype, random);
        _experts = [.. Enumerable.Range(0, shape.Experts).Select(_ => new RandomExpert(shape.Hidden, shape.ExpertWidth, dtype, random))];
        _shared = shape.SharedWidth > 0 ? new RandomExpert(shape.Hidden, shape.SharedWidth, dtype, random) : null;
    }

    /// <summary>The layer's sizes.</summary>
    public LayerShape Shape { get; }

    /// <summary>The type of weights and activations.</summary>
    public ScalarType DType { get; }

    /// <summary>Runs a batch through the layer.</summary>
    /// <param name="x">[tokens, hidden]</param>
    /// <param name="distinct">How many different routed experts the batch hit.</param>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tensor x, out int distinct)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        distinct = 1;
        var y = _router is null ? _experts[0].Forward(x) : Mixture(x, out distinct);
        return (_shared is null ? y : y.Add(_shared.Forward(x))).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the weights' memory back.</summary>
    public void Dispose()
    {
        _router?.Dispose();
        _shared?.Dispose();
        foreach (var expert in _experts)
        {
            expert.Dispose();
        }
    }

    /// <summary>Equation 2: every expert runs once, on the tokens that chose it; experts that nobody chose do not run.</summary>
    private Tensor Mixture(Tensor x, out int distinct)
    {
        var scores = nn.functional.linear(x, _router!).to_type(float32); // [tokens, experts]
        var (best, chosen) = scores.topk(Shape.ActiveExperts); // [tokens, active] each
        var weights = best.softmax(-1).to_type(DType).flatten();
        using var active = Shape.ActiveExperts.ToScalar();
        var order = chosen.flatten().argsort(); // [tokens * active], slots sorted by expert
        var counts = chosen.flatten().bincount(null, Shape.Experts).data<long>().ToArray();
        var y = zeros_like(x);
        var begin = 0L;
        foreach (var (expert, count) in counts.Index().Where(c => c.Item > 0))
        {
            using var step = NewDisposeScope();
            var slots = order.narrow(0, begin, count);
            var tokens = slots.div(active, RoundingMode.floor);
            var output = _experts[expert].Forward(x.index_select(0, tokens)); // [count, hidden]
            y.index_add_(0, tokens, output.mul_(weights.index_select(0, slots).unsqueeze(1)), Held.One);
            begin += count;
        }

        distinct = counts.Count(count => count > 0);
        return y;
    }
}
