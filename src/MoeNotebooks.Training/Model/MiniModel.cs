using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// The mini model as it is trained: a DeepSeek-V2 whose experts are stacked, one tensor for all gates, ups and downs of a layer, so that
/// the optimiser sees few tensors. Float32. Every tensor is a leaf of the graph.
/// </summary>
public sealed class MiniModel : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);

    /// <summary>Makes the model with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="seed">Decides the weights.</param>
    public MiniModel(MiniModelConfig config, int seed)
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        using var generator = new Generator((ulong)seed);
        foreach (var (name, deviation, shape) in ParameterTable.Of(config))
        {
            var value = deviation == 0 ? ones(shape) : randn(shape, generator: generator).Scale_(deviation);
            _parameters[name] = value.requires_grad_(true).DetachFromDisposeScope();
        }

        SelectionBias = config.Router == MiniRouterKind.Sigmoid
            ? Enumerable.Range(1, config.Layers - 1).ToDictionary(layer => layer, _ => zeros(config.Experts).DetachFromDisposeScope())
            : [];
        Rotary = new Rotary(config, maxPositions: 1024);
    }

    /// <summary>Its shape.</summary>
    public MiniModelConfig Config { get; }

    /// <summary>The weights by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>A weight.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="part">Its name within the layer.</param>
    public Tensor this[int layer, string part] => _parameters[$"{layer}.{part}"];

    /// <summary>What a sigmoid router adds to its scores for choosing, [E] for each layer; not learned by gradients. Empty for a softmax router.</summary>
    public IReadOnlyDictionary<int, Tensor> SelectionBias { get; }

    internal Rotary Rotary { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values.Concat(SelectionBias.Values))
        {
            parameter.Dispose();
        }
    }
}
