using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Routing;

/// <summary>What an adaptive policy sees of one MoE layer and step: N tokens, E experts, K slots per token.</summary>
/// <param name="Experts">[N, K], each token's best experts, in the order of choice; <see cref="TokenRouting.Skipped"/>
/// where none is left.</param>
/// <param name="Scores">[N, K], f32, the router's scores of those, without the selection bias; 0 where none is left.
/// They fall from slot to slot, except where a selection bias changed the order.</param>
/// <param name="AllScores">[N, E], f32, the scores of all experts; 0 for pruned ones.</param>
/// <param name="Selection">[N, E], f32, what experts are chosen by, the selection bias included; -inf for those that
/// the token cannot use: pruned ones, and those of groups that it does not use.</param>
/// <param name="Layer">The MoE layer, counted from 0 over MoE layers only.</param>
/// <param name="Rule">The model's rule.</param>
public sealed record RankedSlots(
    Tensor Experts,
    Tensor Scores,
    Tensor AllScores,
    Tensor Selection,
    int Layer,
    RouterRule Rule
)
{
    /// <summary>Tokens of a step, as an engine that decodes so many sequences has them: the tokens that run at once are
    /// dealt out into steps like cards, so that a step holds tokens from all over the batch. <see langword="null"/>
    /// where all that run at once are one step.</summary>
    public int? StepTokens { get; init; }

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
    /// <param name="open">[N, E], true for the experts that the token may use.</param>
    /// <returns>[N, K], <see cref="TokenRouting.Skipped"/> where none is left.</returns>
    public Tensor BestOf(Tensor open)
    {
        using var scope = NewDisposeScope();
        return BestExperts
            .Choose(Selection.masked_fill(open.eq(Held.Zero), Held.MinusInfinity), (int)Experts.shape[1])
            .MoveToOuterDisposeScope();
    }

    /// <summary>The experts that some token of the same step has in its first slots.</summary>
    /// <param name="first">So many slots of every token are looked at.</param>
    /// <returns>[N, E], true for those.</returns>
    public Tensor Union(int first)
    {
        using var scope = NewDisposeScope();
        var used = Experts.ge(Held.Zero).to_type(ScalarType.Float64); // [N, K]
        used.narrow(1, Math.Min(first, used.shape[1]), Math.Max(0, used.shape[1] - first)).fill_(Held.Zero);
        return ByToken(SumByStep(used).gt(Held.Zero)).MoveToOuterDisposeScope();
    }

    /// <summary>Adds up what each expert has in the slots of a step.</summary>
    /// <param name="values">[N, K], f64, a number for every slot; 0 where none is left.</param>
    /// <returns>[S, E], one row for each step.</returns>
    internal Tensor SumByStep(Tensor values)
    {
        using var scope = NewDisposeScope();
        var (of, steps) = Steps();
        var places = of.unsqueeze(1).Times(AllScores.shape[1]).Plus(Experts.clamp(min: Held.Zero)); // [N, K], places in [S · E]
        return zeros([steps * AllScores.shape[1]], ScalarType.Float64, Experts.device)
            .scatter_add_(0, places.flatten(), values.flatten())
            .view(steps, -1)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Gives each token its step's row.</summary>
    /// <param name="byStep">[S, E].</param>
    /// <returns>[N, E].</returns>
    internal Tensor ByToken(Tensor byStep) => byStep.At(Steps().Of);

    /// <summary>[N], the step of each token, and how many steps there are.</summary>
    private (Tensor Of, long Steps) Steps()
    {
        var tokens = Experts.shape[0];
        var steps = StepTokens is { } size ? (tokens + size - 1) / size : 1;
        using var held = steps.ToScalar();
        return (ones([tokens], ScalarType.Int64, Experts.device).cumsum(0).remainder(held), steps);
    }
}
