using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// What attention keeps of earlier tokens: room for all of them is allocated at the start, nothing is copied later.
/// </summary>
/// <remarks>
/// A layer keeps one tensor (latent attention) or two (keys, values); tokens lie along the last but one dimension.
/// </remarks>
public sealed class KvCache : IDisposable
{
    private readonly Tensor[][] _layers;

    internal KvCache(long[][] shapes, int capacity, ScalarType dtype, IReadOnlyList<Device> devices)
    {
        Capacity = capacity;
        _layers =
        [
            .. devices.Select(device =>
                shapes.Select(shape => zeros(shape, dtype, device).DetachFromDisposeScope()).ToArray()
            ),
        ];
    }

    /// <summary>Tokens there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Tokens kept.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes allocated.</summary>
    public long Bytes => _layers.Sum(layer => layer.Sum(t => t.numel() * t.ElementSize));

    /// <summary>
    /// Counts tokens whose keys all layers have stored; a forward pass over the whole model does it by itself.
    /// </summary>
    /// <param name="tokens">How many.</param>
    public void Advance(int tokens) => Length += Fitting(tokens);

    /// <summary>Forgets the tokens from a position on.</summary>
    /// <param name="length">Tokens to keep.</param>
    public void Truncate(int length) =>
        Length =
            length >= 0 && length <= Length
                ? length
                : throw new MoeUsageException("cache", $"holds {Length} tokens; it cannot be cut to {length}");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _layers.SelectMany(layer => layer))
        {
            tensor.Dispose();
        }
    }

    /// <summary>Stores new tokens after those kept, and gives all of them.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="which">The layer's first or second tensor.</param>
    /// <param name="fresh">[..., T, d].</param>
    /// <param name="step">Where one token stands, on the device; <see langword="null"/> for T tokens after those
    /// kept.</param>
    /// <returns>[..., Length + T, d], or as many as the step looks at; a view.</returns>
    internal Tensor Append(int layer, int which, Tensor fresh, StepPosition? step = null)
    {
        var (kept, tokens) = (_layers[layer][which], fresh.shape[^2]);
        Fitting((int)tokens);
        if (step is not null)
        {
            kept.index_copy_(kept.dim() - 2, step.At.to(kept.device), fresh);
            return kept.narrow(-2, 0, step.Window);
        }

        using var room = kept.narrow(-2, Length, tokens);
        room.copy_(fresh);
        return kept.narrow(-2, 0, Length + tokens);
    }

    /// <summary>One of a layer's tensors, whole, for a kernel that writes the next token into it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="which">The layer's first or second tensor.</param>
    internal Tensor Room(int layer, int which)
    {
        Fitting(1);
        return _layers[layer][which];
    }

    private int Fitting(int tokens) =>
        tokens >= 0 && tokens <= Capacity - Length
            ? tokens
            : throw new MoeUsageException("context", $"{Length} tokens and {tokens} more do not fit in {Capacity}");
}
