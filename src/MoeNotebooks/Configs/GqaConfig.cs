namespace MoeNotebooks.Configs;

/// <summary>Grouped-query attention: several query heads share a key and value head.</summary>
/// <param name="Heads">Query heads, H.</param>
/// <param name="KeyValueHeads">Key and value heads, KV; divides H.</param>
/// <param name="HeadDim">Width of a head, d.</param>
/// <param name="Rope">The rotary embedding.</param>
public sealed record GqaConfig(int Heads, int KeyValueHeads, int HeadDim, RopeConfig Rope)
    : AttentionConfig(Heads, Rope)
{
    /// <summary>Whether q, k and v have biases.</summary>
    public bool InputBias { get; init; }

    /// <summary>Whether the output projection has one.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Where queries and keys are normalised.</summary>
    public QueryKeyNorm Norm { get; init; }

    /// <summary>q, k and v are clamped to ± this.</summary>
    public double? Clip { get; init; }

    /// <inheritdoc/>
    public override long CachedPerToken => 2L * KeyValueHeads * HeadDim;

    internal override long[][] CacheShapes(long rows, long tokens)
    {
        long[] shape = [rows, KeyValueHeads, tokens, HeadDim];
        return [shape, shape];
    }
}
