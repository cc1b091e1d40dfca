namespace MoeNotebooks.Models;

/// <summary>Sees not only which experts tokens use but also what these give. It costs room for all outputs of a layer,
/// [N, k, h], and is asked where a layer runs under one routing; under several at once only
/// <see cref="IRoutingObserver"/> is.</summary>
public interface IExpertObserver : IRoutingObserver
{
    /// <summary>
    /// Called once per MoE layer and forward pass, after <see cref="IRoutingObserver.Observe"/>; must copy what it
    /// wants to keep.
    /// </summary>
    /// <param name="layer">The decoder layer, counted from 0.</param>
    /// <param name="activity">What the experts do.</param>
    void ObserveOutputs(int layer, ExpertActivity activity);
}
