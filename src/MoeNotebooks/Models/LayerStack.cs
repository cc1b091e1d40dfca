using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// The decoder layers, each where the memory plan puts it; a paged one is put together each time it runs.
/// </summary>
internal sealed class LayerStack : IDisposable
{
    private readonly WeightSource _reader;
    private readonly MemoryPlan _plan;
    private readonly Device _accelerator;
    private readonly List<DecoderLayer?> _layers = [];

    public LayerStack(WeightSource reader, MemoryPlan plan, Device accelerator)
    {
        (_reader, _plan, _accelerator) = (reader, plan, accelerator);
        try
        {
            for (var layer = 0; layer < plan.Layers.Count; layer++)
            {
                _layers.Add(plan.Layers[layer] == LayerPlacement.Paged ? null : Build(layer, paged: false));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where each layer runs.</summary>
    public IReadOnlyList<Device> Devices => [.. _plan.Layers.Select(DeviceOf)];

    /// <summary>Runs one layer, [B, T, h] to [B, T, h].</summary>
    public Tensor Run(int layer, Tensor x, AttentionContext context, RotaryEmbedding rotary, LayerRouting? routing)
    {
        using var scope = NewDisposeScope();
        x = Ready(layer, x, context, rotary);
        using var paged = _layers[layer] is null ? Build(layer, paged: true) : null;
        return (_layers[layer] ?? paged!).Forward(x, context, routing).MoveToOuterDisposeScope();
    }

    /// <summary>Runs one layer under several routings.</summary>
    public Tensor[] Branch(
        int layer,
        Tensor x,
        AttentionContext context,
        RotaryEmbedding rotary,
        IReadOnlyList<LayerRouting?> routings,
        Tensor? places
    )
    {
        using var scope = NewDisposeScope();
        x = Ready(layer, x, context, rotary);
        using var paged = _layers[layer] is null ? Build(layer, paged: true) : null;
        var branches = (_layers[layer] ?? paged!).Branch(x, context, routings, places?.to(x.device));
        return [.. branches.Select(branch => branch.MoveToOuterDisposeScope())];
    }

    /// <summary>Runs only one layer's MLP, on inputs that are normalised already.</summary>
    public Tensor Mlp(int layer, Tensor x, LayerRouting? routing) =>
        Use(layer, made => made.Mlp(x.to(DeviceOf(_plan.Layers[layer])), routing));

    /// <summary>What every routed expert of one layer gives.</summary>
    public Tensor EveryExpert(int layer, Tensor before) =>
        Use(layer, made => made.EveryExpert(before.to(DeviceOf(_plan.Layers[layer]))));

    public void Dispose()
    {
        foreach (var layer in _layers)
        {
            layer?.Dispose();
        }
    }

    private Tensor Use(int layer, Func<DecoderLayer, Tensor> run)
    {
        using var scope = NewDisposeScope();
        using var paged = _layers[layer] is null ? Build(layer, paged: true) : null;
        return run(_layers[layer] ?? paged!).MoveToOuterDisposeScope();
    }

    private Tensor Ready(int layer, Tensor x, AttentionContext context, RotaryEmbedding rotary)
    {
        x = x.to(DeviceOf(_plan.Layers[layer]));
        context.Prepare(rotary, x);
        return x;
    }

    private Device DeviceOf(LayerPlacement place) => place == LayerPlacement.Device ? _accelerator : CPU;

    private DecoderLayer Build(int layer, bool paged) =>
        Architecture
            .Named(_reader.Config.Architecture)
            .Build(_reader.Config, layer, new LayerWeights(_reader, layer, DeviceOf(_plan.Layers[layer]), paged));
}
