using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Routing;

/// <summary>What an adaptive policy sees of one MoE layer and step: N tokens, E experts, K slots a token.</summary>
/// <param name="Experts">[N, K], each token's best experts, in the order of choice; <see cref="TokenRouting.Skipped"/> where none is left.</param>
/// <param name="Scores">[N, K], f32, the router's scores of those, without the selection bias; 0 where none is left. They fall from slot to
/// slot, except where a selection bias changed the order.</param>
/// <param name="AllScores">[N, E], f32, the scores of all experts.</param>
/// <param name="Layer">The MoE layer, counted from 0 over MoE layers only.</param>
/// <param name="Rule">The model's rule.</param>
public sealed record RankedSlots(Tensor Experts, Tensor Scores, Tensor AllScores, int Layer, RouterRule Rule)
{
    /// <summary>The slots with all but some marked as skipped.</summary>
    /// <param name="stays">[N, K], true where a slot stays.</param>
    /// <param name="atLeast">So many slots of every token stay whatever <paramref name="stays"/> says.</param>
    /// <returns>[N, K].</returns>
    public Tensor Keep(Tensor stays, int atLeast = 1)
    {
        using var scope = NewDisposeScope();
        var skipped = stays.eq(Held.Zero);
        skipped.narrow(1, 0, Math.Min(atLeast, skipped.shape[1])).fill_(Held.Zero);
        return Experts.masked_fill(skipped, Held.MinusOne).MoveToOuterDisposeScope();
    }
}
