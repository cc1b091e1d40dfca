using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Routing;

/// <summary>What an adaptive policy sees of one MoE layer and step: N tokens, E experts, K slots a token.</summary>
/// <param name="Experts">[N, K], each token's best experts, in the order of choice; <see cref="TokenRouting.Skipped"/> where none is left.</param>
/// <param name="Scores">[N, K], f32, the router's scores of those, without the selection bias; 0 where none is left. They fall from slot to
/// slot, except where a selection bias changed the order.</param>
/// <param name="AllScores">[N, E], f32, the scores of all experts; 0 for pruned ones.</param>
/// <param name="Selection">[N, E], f32, what experts are chosen by, the selection bias included; -inf for those that the token cannot use:
/// pruned ones, and those of groups that it does not use.</param>
/// <param name="Layer">The MoE layer, counted from 0 over MoE layers only.</param>
/// <param name="Rule">The model's rule.</param>
public sealed record RankedSlots(Tensor Experts, Tensor Scores, Tensor AllScores, Tensor Selection, int Layer, RouterRule Rule)
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

    /// <summary>The best of some experts for every token, in its order of choice.</summary>
    /// <param name="open">[E], true for the experts that may be used.</param>
    /// <returns>[N, K], <see cref="TokenRouting.Skipped"/> where none is left.</returns>
    public Tensor BestOf(Tensor open)
    {
        using var scope = NewDisposeScope();
        return BestExperts.Choose(Selection.masked_fill(open.eq(Held.Zero), Held.MinusInfinity), (int)Experts.shape[1]).MoveToOuterDisposeScope();
    }

    /// <summary>The experts that some token has in its first slots.</summary>
    /// <param name="first">So many slots of every token are looked at.</param>
    /// <returns>[E], true for those.</returns>
    public Tensor Union(int first)
    {
        using var scope = NewDisposeScope();
        var slots = Experts.narrow(1, 0, Math.Min(first, Experts.shape[1])).flatten();                  // [N · first]
        var uses = zeros([AllScores.shape[1]], ScalarType.Int64, Experts.device);
        return uses.scatter_add_(0, slots.clamp(min: Held.Zero), slots.ge(Held.Zero).to_type(ScalarType.Int64)).gt(Held.Zero).MoveToOuterDisposeScope();
    }
}
