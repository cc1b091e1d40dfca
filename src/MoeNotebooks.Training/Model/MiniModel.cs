using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// The mini model as it is trained: a DeepSeek-V2 whose experts are stacked, one tensor for all gates, ups and downs of
/// a layer, so that the optimiser sees few tensors. Float32. Every tensor is a leaf of the graph.
/// </summary>
public sealed class MiniModel : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);

    /// <summary>Makes the model with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="seed">Decides the weights, the same on every device.</param>
    /// <param name="device">Where it lives; the CPU if nothing is said.</param>
    /// <exception cref="Errors.MoeUsageException">There is no such model: every reason at once.</exception>
    public MiniModel(MiniModelConfig config, int seed, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        (Config, Device) = (config, device ?? CPU);
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        foreach (var (name, deviation, shape) in ParameterTable.Of(config))
        {
            var value = deviation == 0 ? ones(shape) : randn(shape, generator: generator).Scale_(deviation);
            _parameters[name] = value.to(Device).requires_grad_(true).DetachFromDisposeScope();
        }

        SelectionBias =
            config.Router == MiniRouterKind.Sigmoid
                ? Enumerable
                    .Range(1, config.Layers - 1)
                    .ToDictionary(layer => layer, _ => zeros(config.Experts, device: Device).DetachFromDisposeScope())
                : [];
        Operators = Device.type == DeviceType.CPU ? new ManagedOperators(config) : new TorchOperators(config, Device);
    }

    /// <summary>Its shape.</summary>
    public MiniModelConfig Config { get; }

    /// <summary>The weights by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>A weight.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="part">Its name within the layer.</param>
    public Tensor this[int layer, string part] => _parameters[$"{layer}.{part}"];

    /// <summary>
    /// What a sigmoid router adds to its scores for choosing, [E] for each layer; not learned by gradients. Empty for a
    /// softmax router.
    /// </summary>
    public IReadOnlyDictionary<int, Tensor> SelectionBias { get; }

    /// <summary>Where it lives.</summary>
    public Device Device { get; }

    /// <summary>What its forward pass is made of, there.</summary>
    internal IMiniOperators Operators { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values.Concat(SelectionBias.Values))
        {
            parameter.Dispose();
        }

        (Operators as IDisposable)?.Dispose();
    }
}
