namespace MoeNotebooks.Configs;

/// <summary>
/// What a family's config means where it does not say: the defaults of its config class in Transformers 5. Each use is
/// told in a notice, for it changes every number that the model gives.
/// </summary>
/// <param name="Theta">The base of the rotary frequencies, <c>rope_theta</c>.</param>
/// <param name="RmsNormEpsilon"><c>rms_norm_eps</c>.</param>
/// <param name="MaxPositions"><c>max_position_embeddings</c>, in tokens.</param>
internal sealed record FamilyDefaults(double Theta, double RmsNormEpsilon, int MaxPositions)
{
    /// <summary><c>norm_topk_prob</c>.</summary>
    public bool Renormalise { get; init; }

    /// <summary><c>routed_scaling_factor</c>.</summary>
    public double RoutedScale { get; init; } = 1;

    /// <summary><c>n_group</c>.</summary>
    public int Groups { get; init; } = 1;

    /// <summary><c>topk_group</c>.</summary>
    public int TopGroups { get; init; } = 1;

    /// <summary><c>first_k_dense_replace</c>.</summary>
    public int DenseLayers { get; init; }

    /// <summary><c>n_shared_experts</c>.</summary>
    public int SharedExperts { get; init; }

    /// <summary>Whether a <c>sliding_window</c> holds without <c>use_sliding_window</c>.</summary>
    public bool WindowNeedsFlag { get; init; }
}
