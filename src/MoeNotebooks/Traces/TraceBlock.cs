namespace MoeNotebooks.Traces;

/// <summary>What one MoE layer decided for the N tokens of one step: all that ran through it together.</summary>
/// <param name="Step">The step, counted from 0.</param>
/// <param name="Layer">The decoder layer, counted from 0.</param>
/// <param name="Slots">Experts that a token can have here, k.</param>
/// <param name="Tokens">[N], each token's place in the step: the same in every layer, so that layers can be
/// joined.</param>
/// <param name="Experts">[N · k], best first; -1 in skipped slots.</param>
public sealed record TraceBlock(int Step, int Layer, int Slots, IReadOnlyList<int> Tokens, short[] Experts)
{
    /// <summary>[N · k], the weights that outputs were multiplied by, 0 in skipped slots; <see langword="null"/> where
    /// they were not recorded.</summary>
    public float[]? Weights { get; init; }

    /// <summary>[N · E], the router's outputs for all experts, before they become scores; <see langword="null"/> where
    /// they were not recorded.</summary>
    public float[]? Logits { get; init; }
}
