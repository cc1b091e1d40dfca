namespace MoeNotebooks.Configs;

/// <summary>What all kinds of attention have.</summary>
/// <param name="Heads">Query heads, H.</param>
/// <param name="Rope">The rotary embedding.</param>
public abstract record AttentionConfig(int Heads, RopeConfig Rope)
{
    /// <summary>Numbers a token leaves in one layer's cache.</summary>
    public abstract long CachedPerToken { get; }

    /// <summary>
    /// The shapes of what a layer keeps for B rows of S tokens; tokens lie along the last but one dimension.
    /// </summary>
    internal abstract long[][] CacheShapes(long rows, long tokens);
}
