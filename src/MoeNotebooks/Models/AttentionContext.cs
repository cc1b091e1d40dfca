using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Which tokens see which, and where they stand: made for one forward pass, shared by its layers.</summary>
/// <remarks>
/// B rows, T new tokens per row, S tokens that can be seen (those of the cache, then the new ones). Without positions a
/// row's tokens stand one after another, after the cache's; without a mask each sees those before it and itself.
/// </remarks>
public sealed class AttentionContext : IDisposable
{
    private (Tensor Cos, Tensor Sin)? _rotary;
    private Tensor? _bias;

    // What a step's mask and angles are made for, when a layer asks for them
    private (ScalarType DType, Device Device)? _step;

    /// <summary>[B, T] or [1, T], whole numbers; stays the caller's.</summary>
    public Tensor? Positions { get; init; }

    /// <summary>
    /// [B, 1, T, S] or [1, 1, T, S], true where a token sees another; every token must see one at least. Stays the
    /// caller's.
    /// </summary>
    public Tensor? Mask { get; init; }

    /// <summary>The earlier tokens; <see langword="null"/> for none.</summary>
    public KvCache? Cache { get; init; }

    /// <summary>
    /// Where one new token per row stands, in place of positions and mask: for steps that do not wait for the device.
    /// </summary>
    internal StepPosition? Step { get; init; }

    /// <summary>Several sequences whose new tokens lie one after another in the one row: all layers but attention run
    /// over all tokens at once, attention over each sequence by itself, as if it were alone. <see cref="Positions"/>
    /// says where each token stands.</summary>
    internal IReadOnlyList<SequencePart>? Parts { get; init; }

    /// <summary>[B, T, 1, d/2] each.</summary>
    internal (Tensor Cos, Tensor Sin) Rotary => _rotary ??= StepRotary();

    /// <summary>
    /// What is added to attention's scores, [B, 1, T, S] of 0 and -inf; <see langword="null"/> for nothing.
    /// </summary>
    internal Tensor? Bias => _bias ??= StepBias();

    /// <summary>Whether plain causal attention does.</summary>
    internal bool IsCausal { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rotary?.Cos.Dispose();
        _rotary?.Sin.Dispose();
        _bias?.Dispose();
        _rotary = null;
        _bias = null;
        _step = null;
    }

    /// <summary>Computes once what all layers need.</summary>
    /// <param name="rotary">The model's rotary embedding.</param>
    /// <param name="x">[B, T, h].</param>
    internal void Prepare(RotaryEmbedding rotary, Tensor x)
    {
        if (
            (_rotary is { } made && Same(made.Cos.device, x.device))
            || (_step is { } prepared && Same(prepared.Device, x.device))
        )
        {
            return;
        }

        Dispose();
        using var scope = NewDisposeScope();
        for (var i = 0; i < Parts?.Count; i++)
        {
            Parts[i].Own.PrepareMask(Parts[i].Tokens, x);
        }

        if (Step is not null)
        {
            _step = (x.dtype, x.device);
            return;
        }

        var (past, tokens) = (Cache?.Length ?? 0, x.shape[1]);
        var positions = Positions ?? Held.Range(past, past + tokens).unsqueeze(0);
        var (cos, sin) = rotary.At(positions.to(x.device));
        _rotary = (cos.DetachFromDisposeScope(), sin.DetachFromDisposeScope());
        PrepareMask(tokens, x);
    }

    private (Tensor Cos, Tensor Sin) StepRotary()
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = Step!.Rotary();
        return (
            cos.to(_step!.Value.Device).DetachFromDisposeScope(),
            sin.to(_step.Value.Device).DetachFromDisposeScope()
        );
    }

    private Tensor? StepBias()
    {
        using var scope = NewDisposeScope();
        return _step is { } made ? Step!.Bias(made.DType)?.to(made.Device).DetachFromDisposeScope() : null;
    }

    private void PrepareMask(long tokens, Tensor x)
    {
        using var scope = NewDisposeScope();
        var past = Cache?.Length ?? 0;
        IsCausal = Mask is null && past == 0 && tokens > 1;
        var mask = Mask ?? (past > 0 && tokens > 1 ? After(past, tokens) : null);
        _bias?.Dispose();
        _bias = mask is null ? null : Additive(mask.to(x.device), x.dtype);
    }

    /// <summary>Causal order for new tokens behind kept ones, [1, 1, T, S].</summary>
    private static Tensor After(long past, long tokens) =>
        ones([tokens, past + tokens], ScalarType.Bool).tril(past).view(1, 1, tokens, past + tokens);

    /// <summary>TorchSharp compares devices by reference, and makes a new one each time a tensor is asked.</summary>
    private static bool Same(Device a, Device b) => a.type == b.type && a.index == b.index;

    private static Tensor Additive(Tensor mask, ScalarType dtype) =>
        zeros(mask.shape, dtype, mask.device)
            .masked_fill_(mask.logical_not(), Held.MinusInfinity)
            .DetachFromDisposeScope();
}
