using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>A MoE layer's shape.</summary>
/// <param name="Router">How experts are chosen and weighed.</param>
/// <param name="ExpertWidth">Inner width of a routed expert, I.</param>
/// <param name="SharedWidth">Inner width of the shared experts together; 0 for none.</param>
public sealed record MoeConfig(RouterRule Router, int ExpertWidth, int SharedWidth)
{
    /// <summary>Whether the shared expert's output is multiplied by a sigmoid of its own (Qwen2).</summary>
    public bool SharedIsGated { get; init; }

    /// <summary>Whether the router computes in f32 whatever the model's type (DeepSeek).</summary>
    public bool RouterInFloat32 { get; init; }
}
