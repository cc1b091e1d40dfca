namespace MoeNotebooks.Configs;

/// <summary>Where an RMSNorm on queries and keys stands.</summary>
public enum QueryKeyNorm
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Over the whole projection, before it is split into heads (OLMoE).</summary>
    WholeProjection,

    /// <summary>Over each head, after the split (Qwen3).</summary>
    EachHead,
}
