using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Where the next token of every row stands, in tensors on the model's device: a step needs nothing from the host that
/// changes from one to the next, and asks nothing of the device.
/// </summary>
/// <remarks>
/// B rows, S places in the cache. With fixed shapes attention looks at all S places and a mask hides those to come, so
/// that a step can be recorded and played again. Without, it looks at those that are filled, which the host knows
/// without asking: less work, no mask.
/// </remarks>
internal sealed class StepPosition : IDisposable
{
    private readonly KvCache _cache;
    private readonly bool _fixedShapes;
    private readonly Tensor _places; // [S], 0, 1, 2, ...
    private readonly Tensor _cos; // [S, d/2], by position
    private readonly Tensor _sin; // [S, d/2]
    private readonly Tensor? _padding; // [B, 1], tokens of padding before each row's first

    public StepPosition(
        RotaryEmbedding rotary,
        KvCache cache,
        IReadOnlyList<int> padding,
        Device device,
        bool fixedShapes
    )
    {
        (_cache, _fixedShapes) = (cache, fixedShapes);
        using var scope = NewDisposeScope();
        _places = Held.Range(0, cache.Capacity).to(device).DetachFromDisposeScope();
        var (cos, sin) = rotary.At(_places.unsqueeze(0));
        _cos = cos.view(cache.Capacity, -1).DetachFromDisposeScope();
        _sin = sin.view(cache.Capacity, -1).DetachFromDisposeScope();
        At = Held.Range(cache.Length, cache.Length + 1).to(device).DetachFromDisposeScope();
        _padding = padding.All(tokens => tokens == 0)
            ? null
            : tensor(padding.Select(tokens => (long)tokens).ToArray()).unsqueeze(1).to(device).DetachFromDisposeScope();
    }

    /// <summary>[1], the place in the cache of every row's next token.</summary>
    public Tensor At { get; }

    /// <summary>[B, 1], tokens of padding before each row's first; <see langword="null"/> for none.</summary>
    public Tensor? Padding => _padding;

    /// <summary>Whether every step has the same shapes.</summary>
    public bool HasFixedShapes => _fixedShapes;

    /// <summary>The same for the kit's kernels.</summary>
    public DevicePlace OnDevice => new(At, _padding, _cos, _sin);

    /// <summary>How many places of the cache attention looks at.</summary>
    public int Window => _fixedShapes ? _cache.Capacity : _cache.Length + 1;

    /// <summary>Cosines and sines of the next tokens, [B, 1, 1, d/2] or [1, 1, 1, d/2] each.</summary>
    public (Tensor Cos, Tensor Sin) Rotary()
    {
        var positions = _padding is null ? At : At.Minus(_padding).view(-1); // [B] or [1]
        var half = _cos.shape[1];
        return (_cos.At(positions).view(-1, 1, 1, half), _sin.At(positions).view(-1, 1, 1, half));
    }

    /// <summary>
    /// 0 and -inf where a place is hidden: still to come, or padding; <see langword="null"/> where none is.
    /// </summary>
    /// <returns>[B, 1, 1, Window] or [1, 1, 1, Window].</returns>
    public Tensor? Bias(ScalarType dtype)
    {
        if (!_fixedShapes && _padding is null)
        {
            return null;
        }

        var places = _places.narrow(0, 0, Window).unsqueeze(0); // [1, Window]
        var hidden = places.gt(At);
        hidden = _padding is null ? hidden : hidden.bitwise_or(places.lt(_padding)); // [B, Window]
        return zeros(hidden.shape, dtype, hidden.device)
            .masked_fill_(hidden, Held.MinusInfinity)
            .view(-1, 1, 1, Window);
    }

    /// <summary>Moves on by one token, after a step.</summary>
    public void Advance() => At.add_(Held.One, Held.One);

    public void Dispose()
    {
        foreach (var tensor in new[] { _places, _cos, _sin, At, _padding })
        {
            tensor?.Dispose();
        }
    }
}
