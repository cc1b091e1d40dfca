using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// A policy that decides anew for every token, from the router's scores: which of a layer's slots stay and which are
/// skipped. It sees all tokens of the step at once, so that a rule may depend on them together.
/// </summary>
/// <remarks>
/// Its <see cref="RoutingPolicy.ActiveExperts"/> are the most that a token can use: so many slots are ranked and put
/// before it. A new policy is one record that derives from this one, its line with a JSON name at
/// <see cref="RoutingPolicy"/>, and its test.
/// </remarks>
public abstract record AdaptivePolicy : RoutingPolicy
{
    /// <summary>Whether a slot keeps the score of the expert that was ranked there though another one may compute it
    /// (re-routing); elsewhere a slot has the score of the expert that it names.</summary>
    internal virtual bool KeepsScores => false;

    /// <summary>
    /// Decides which slots stay. Must not wait for the device: no data may be read back from the tensors.
    /// </summary>
    /// <param name="slots">The best experts of every token, with their scores.</param>
    /// <returns>[N, K], the experts that stay, each in its slot, and <see cref="TokenRouting.Skipped"/> elsewhere; most
    /// easily made by <see cref="RankedSlots.Keep"/>. The router makes the weights from the scores of those that
    /// stay.</returns>
    public abstract torch.Tensor Decide(RankedSlots slots);
}
