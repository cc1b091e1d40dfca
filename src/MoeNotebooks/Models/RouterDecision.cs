using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Ranks the best experts for every token from a router's outputs, lets the policy decide which of those stay, and
/// weighs them: N tokens, E experts, K trained, k slots. Needs no weights of the model, so that a recorded trace is
/// decided anew as the model would. Pruned experts are treated by <see cref="RouterRule.PrunedRule"/>; equal scores go
/// to the lower index, and what is not a number is chosen first, so that it shows in the result.
/// </summary>
/// <param name="rule">The model's rule.</param>
/// <param name="bias">[E], f32, the selection bias; <see langword="null"/> for none.</param>
internal sealed class RouterDecision(RouterRule rule, Tensor? bias)
{
    /// <summary>Decides in several ways at once: experts are ranked once.</summary>
    /// <param name="logits">[N, E], f32, the router's outputs.</param>
    /// <param name="routings">How many experts and the rule for their weights; all keep the same experts.</param>
    public ExpertAssignment[] Decide(Tensor logits, IReadOnlyList<LayerRouting> routings)
    {
        using var scope = NewDisposeScope();
        var pruned = routings[0].Pruned?.to(logits.device) ?? routings[0].MakePruned(rule.Experts, logits.device); // [E] or none
        if (
            routings is [{ Adaptive: null } one]
            && CudaModule.For(logits) is { } device
            && DeviceRouter.CanDecide(rule, one.K)
        )
        {
            var (chosen, weights) = DeviceRouter.Decide(device, rule, logits, bias, pruned, one.K, one.Weights);
            return [new(chosen.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope())];
        }

        var open = WithoutPruned(logits, pruned); // [N, E], -inf for pruned ones
        var scores = rule.Scoring == Scoring.Softmax ? open.softmax(-1) : open.sigmoid(); // [N, E], 0 for pruned ones
        var selection = InBestGroups(WithoutPruned(bias is null ? scores : scores.Plus(bias), pruned)); // [N, E]
        var ranked = BestExperts.Choose(selection, routings.Max(Ranked)); // [N, R], R = max(k, K) or k
        var taken = At(scores, ranked); // [N, R]
        return [.. routings.Select(routing => Decide(scores, selection, ranked, taken, routing))];
    }

    /// <summary>The policy's decision, and the weights of what stays.</summary>
    private ExpertAssignment Decide(Tensor scores, Tensor selection, Tensor ranked, Tensor taken, LayerRouting routing)
    {
        var slots = ranked.narrow(1, 0, routing.K).contiguous(); // [N, k]
        var staying = taken.narrow(1, 0, routing.K); // [N, k]
        if (routing.Adaptive is { } policy)
        {
            slots = policy.Decide(
                new RankedSlots(slots, staying, scores, selection, routing.MoeLayer, rule)
                {
                    StepTokens = routing.StepTokens,
                }
            );
            staying = policy.KeepsScores ? staying.masked_fill(slots.lt(Held.Zero), Held.Zero) : At(scores, slots);
        }

        return new(slots.MoveToOuterDisposeScope(), Weigh(staying, taken, routing.Weights).MoveToOuterDisposeScope());
    }

    /// <summary>The scores of the experts in slots, 0 in skipped ones.</summary>
    private static Tensor At(Tensor scores, Tensor slots) =>
        scores.gather(1, slots.clamp(min: Held.Zero)).masked_fill_(slots.lt(Held.Zero), Held.Zero);

    private int Ranked(LayerRouting routing) =>
        routing.Weights is SkippedWeights.Keep or SkippedWeights.RescaleToOriginalMass
            ? Math.Max(routing.K, rule.TrainedTopK)
            : routing.K;

    private static Tensor WithoutPruned(Tensor scores, Tensor? pruned) =>
        pruned is null ? scores : scores.masked_fill(pruned, Held.MinusInfinity);

    /// <summary>-inf for the experts of all but the best groups.</summary>
    private Tensor InBestGroups(Tensor selection)
    {
        if (rule.Groups == 1)
        {
            return selection;
        }

        var grouped = selection.view(-1, rule.Groups, rule.Experts / rule.Groups); // [N, G, E/G]
        var score = rule.GroupScore == GroupScore.Maximum ? grouped.amax([-1L]) : TwoBest(grouped); // [N, G]
        var best = BestExperts.Choose(score.Clamp(from: float.MinValue), rule.TopGroups); // [N, TopGroups], -inf too
        var outside = ones_like(score, ScalarType.Bool).scatter_(1, best, zeros_like(best, ScalarType.Bool)); // [N, G]
        return grouped.masked_fill(outside.unsqueeze(-1), Held.MinusInfinity).view(-1, rule.Experts);
    }

    /// <summary>The sum of a group's two best, where a mask leaves one that one: [N, G, E/G] to [N, G].</summary>
    private static Tensor TwoBest(Tensor grouped)
    {
        var best = grouped.topk((int)Math.Min(2, grouped.shape[2]), -1).values; // [N, G, 1 or 2], best first
        var second = best.narrow(-1, 1, best.shape[2] - 1);
        return best.select(-1, 0).Plus(second.masked_fill(second.eq(Held.MinusInfinity), Held.Zero).sum(-1));
    }

    /// <summary>The weights of the slots that stay, from their scores [N, k] and those of the ranked experts [N, R];
    /// see <see cref="SkippedWeights"/>.</summary>
    private Tensor Weigh(Tensor staying, Tensor ranked, SkippedWeights skipped)
    {
        Tensor Sum(Tensor of) => of.sum(1, keepdim: true).Add_(rule.RenormaliseEpsilon); // [N, 1]
        Tensor Trained() => Sum(ranked.narrow(1, 0, Math.Min(rule.TrainedTopK, ranked.shape[1])));
        var weights = skipped switch
        {
            SkippedWeights.Keep => rule.Renormalise ? staying / Trained() : staying,
            SkippedWeights.RescaleToOriginalMass when !rule.Renormalise => staying * (Trained() / Sum(staying)),
            SkippedWeights.ArchitectureDefault when !rule.Renormalise => staying,
            _ => staying / Sum(staying),
        };
        return rule.Scale == 1 ? weights.contiguous() : weights.Times(rule.Scale);
    }
}
