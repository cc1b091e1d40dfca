namespace MoeNotebooks.Configs;

/// <summary>
/// Multi-head latent attention (DeepSeek-V2): keys and values are read from a small latent vector per token.
/// </summary>
/// <param name="Heads">Heads, H.</param>
/// <param name="NopeDim">Part of a query or key head without positions.</param>
/// <param name="ValueDim">Width of a value head.</param>
/// <param name="LatentDim">Width of the latent vector, r (<c>kv_lora_rank</c>).</param>
/// <param name="Rope">The rotary embedding; its width is the other part of a head.</param>
public sealed record MlaConfig(int Heads, int NopeDim, int ValueDim, int LatentDim, RopeConfig Rope)
    : AttentionConfig(Heads, Rope)
{
    /// <summary>
    /// Width of the queries' latent vector; <see langword="null"/> where queries are projected directly.
    /// </summary>
    public int? QueryLatentDim { get; init; }

    /// <summary>Whether the projections from and to the residual stream have biases.</summary>
    public bool Bias { get; init; }

    /// <summary>Width of a query or key head.</summary>
    public int QueryDim => checked(NopeDim + Rope.Dim);

    /// <inheritdoc/>
    public override long CachedPerToken => (long)LatentDim + Rope.Dim;

    internal override long[][] CacheShapes(long rows, long tokens) =>
        [
            [rows, tokens, CachedPerToken],
        ];
}
