namespace MoeNotebooks.Models;

/// <summary>What a tensor of a model belongs to.</summary>
public enum ModelPart
{
    /// <summary>Token embedding and output projection.</summary>
    Embedding,

    /// <summary>Norms of the residual stream.</summary>
    Norm,

    /// <summary>Attention, its own norms included.</summary>
    Attention,

    /// <summary>MLPs of dense layers.</summary>
    Dense,

    /// <summary>Shared experts and their gate.</summary>
    Shared,

    /// <summary>Routed experts.</summary>
    Routed,

    /// <summary>Routers and their selection bias.</summary>
    Router,
}
