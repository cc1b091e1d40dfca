using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// The b experts that the tokens of a step weigh most together stay, the others are skipped; each token keeps its first
/// choice whatever it weighs, so that a step can use more than b. A budget of all experts is plain top-k.
/// </summary>
/// <remarks>
/// After XShare (arXiv 2602.07265). An expert's weight is the sum, over the tokens that have it in a slot, of what they
/// would weigh it with: its score, divided by the slots' sum where the model does so. The tokens of a step are all that
/// run at once; padding counts as tokens do.
/// </remarks>
/// <param name="B">Experts of a step, b.</param>
public sealed record BatchBudget(int B) : StepPolicy
{
    /// <summary>Experts of a step, b.</summary>
    public int B { get; init; } = AtLeastOne("b", B);

    /// <inheritdoc/>
    protected override string Name => $"the step's {B} weightiest";

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) => Enumerable.Repeat(trained, moeLayers).ToArray();

    /// <inheritdoc/>
    public override torch.Tensor Decide(RankedSlots slots)
    {
        using var scope = torch.NewDisposeScope();
        var (experts, count) = (slots.Experts.clamp(min: Held.Zero), slots.AllScores.shape[1]); // [N, K]; skipped ones weigh 0
        var weights = slots.Scores.to_type(torch.ScalarType.Float64); // [N, K]
        weights = slots.Rule.Renormalise
            ? weights / weights.sum(1, keepdim: true).Add_(slots.Rule.RenormaliseEpsilon)
            : weights;
        var sums = slots.SumByStep(weights); // [S, E]
        var chosen = BestExperts.Choose(sums.to_type(torch.ScalarType.Float32), (int)Math.Min(B, count)); // [S, b]
        var open = torch
            .zeros_like(sums, torch.ScalarType.Bool)
            .scatter_(1, chosen, torch.ones_like(chosen, torch.ScalarType.Bool)); // [S, E]
        return slots.Keep(slots.ByToken(open).gather(1, experts)).MoveToOuterDisposeScope();
    }
}
