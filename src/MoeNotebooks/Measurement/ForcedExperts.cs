using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>Overrules the router of a layer that is timed: it scores as always, and other experts are taken.</summary>
/// <param name="Pattern">Which ones.</param>
internal sealed record ForcedExperts(RoutingPattern Pattern) : AdaptivePolicy
{
    protected override string Name =>
        Pattern == RoutingPattern.SameExperts ? "the same experts for every token" : "experts in turn";

    public override int[] ActiveExperts(int moeLayers, int trained) => [.. Enumerable.Repeat(trained, moeLayers)];

    public override Tensor Decide(RankedSlots slots)
    {
        using var scope = NewDisposeScope();
        var (tokens, active, experts) = (slots.Experts.shape[0], slots.Experts.shape[1], slots.AllScores.shape[1]);
        var chosen =
            Pattern == RoutingPattern.SameExperts
                ? Held.Range(0, active).unsqueeze(0).expand(tokens, active) // [N, K], each row 0 ... K - 1
                : Turn(tokens * active, experts).view(tokens, active); // [N, K], counted on from token to token
        return chosen.contiguous().to(slots.Experts.device).MoveToOuterDisposeScope();
    }

    /// <summary>[slots]: 0, 1, ..., E - 1, 0, 1, ...</summary>
    private static Tensor Turn(long slots, long experts) =>
        Held.Range(0, experts).repeat((slots + experts - 1) / experts).narrow(0, 0, slots);
}
