namespace MoeNotebooks.Performance.Serving;

/// <summary>Kernels that an engine launches, counted in its source.</summary>
/// <param name="Attention">Per layer: attention with its norm.</param>
/// <param name="Experts">Per MoE layer: router, ordering, experts, sum, with their norm.</param>
/// <param name="Mlp">Per layer: a dense or shared unit.</param>
/// <param name="QueryLatent">More per layer where queries come from a latent vector.</param>
/// <param name="Groups">More per MoE layer where experts are chosen among groups.</param>
/// <param name="ScaledAttention">More per layer where weights are 8-bit: inputs are scaled before each product.</param>
/// <param name="ScaledExperts">More per MoE layer for the same reason.</param>
/// <param name="AloneAttention">Fewer per layer for a single token, which needs no copies to change its layout.</param>
/// <param name="AloneExperts">Fewer per MoE layer for a single token.</param>
public sealed record LaunchCounts(
    int Attention,
    int Experts,
    int Mlp,
    int QueryLatent,
    int Groups,
    int ScaledAttention,
    int ScaledExperts,
    int AloneAttention,
    int AloneExperts
)
{
    /// <summary>Launches of one MoE layer's experts alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens processed together.</param>
    public int OfExperts(ServedModel model, double tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Experts
            + (model.HasGroups ? Groups : 0)
            + (model.BlockColumns is null ? 0 : ScaledExperts)
            - (tokens <= 1 ? AloneExperts : 0);
    }

    /// <summary>Launches of a step.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">Tokens processed together.</param>
    public double OfStep(ServedModel model, double tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        var attention =
            Attention
            + (model.HasQueryLatent ? QueryLatent : 0)
            + (model.BlockColumns is null ? 0 : ScaledAttention)
            - (tokens <= 1 ? AloneAttention : 0);
        var units = model.SharedWidth > 0 ? model.Layers : model.Layers - model.MoeLayers;
        return ((double)model.Layers * attention)
            + ((double)model.MoeLayers * OfExperts(model, tokens))
            + ((double)units * Mlp);
    }
}
