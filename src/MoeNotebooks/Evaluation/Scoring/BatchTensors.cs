using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// A packed batch on the model's device: what its layers take. Layers of several policies may run over one of these.
/// </summary>
internal sealed class BatchTensors : IDisposable
{
    private readonly Tensor _positions; // [R, T]
    private readonly Tensor _mask; // [R, 1, T, T]

    /// <summary>Copies a batch to a device.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="device">Where to.</param>
    public BatchTensors(PackedBatch batch, Device device)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        Ids = tensor(batch.Tokens, [batch.Rows, batch.Width], device: device).DetachFromDisposeScope();
        _positions = tensor(batch.Positions, [batch.Rows, batch.Width], device: device).DetachFromDisposeScope();
        _mask = tensor(batch.Mask, [batch.Rows, 1, batch.Width, batch.Width], device: device).DetachFromDisposeScope();
        Context = new AttentionContext { Positions = _positions, Mask = _mask };
    }

    /// <summary>Token ids [R, T].</summary>
    public Tensor Ids { get; }

    /// <summary>Positions and mask for the model's layers.</summary>
    public AttentionContext Context { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Context.Dispose();
        Ids.Dispose();
        _positions.Dispose();
        _mask.Dispose();
    }
}
