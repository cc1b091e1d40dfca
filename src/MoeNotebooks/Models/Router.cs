using MoeNotebooks.Configs;
using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Scores experts, ranks the best for every token, lets the policy decide which of those stay, and weighs them: N tokens, E experts, K
/// trained, k slots. Pruned experts are treated by <see cref="RouterRule.PrunedRule"/>; equal scores go to the lower index, and what is not
/// a number is chosen first, so that it shows in the result.
/// </summary>
/// <param name="rule">The model's rule.</param>
/// <param name="weight">[E, h]; scores are computed in its type.</param>
/// <param name="bias">[E], f32, the selection bias; <see langword="null"/> for none.</param>
public sealed class Router(RouterRule rule, Tensor weight, Tensor? bias)
{
    /// <summary>The model's rule.</summary>
    public RouterRule Rule => rule;

    /// <summary>Routes tokens.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="routing">How many experts, which of them, and the rule for their weights.</param>
    public ExpertAssignment Route(Tensor x, LayerRouting routing) => Branch(x, [routing])[0];

    /// <summary>Routes tokens in several ways at once: experts are scored and ranked once.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="routings">How many experts and the rule for their weights; all keep the same experts.</param>
    public ExpertAssignment[] Branch(Tensor x, IReadOnlyList<LayerRouting> routings)
    {
        using var scope = NewDisposeScope();
        var pruned = routings[0].Pruned?.to(weight.device) ?? routings[0].MakePruned(rule.Experts, weight.device); // [E] or none
        var logits = nn.functional.linear(x.to_type(weight.dtype), weight).to_type(ScalarType.Float32); // [N, E]
        var open = WithoutPruned(logits, pruned);                                                      // [N, E], -inf for pruned ones
        var scores = rule.Scoring == Scoring.Softmax ? open.softmax(-1) : open.sigmoid();              // [N, E], 0 for pruned ones
        var selection = InBestGroups(WithoutPruned(bias is null ? scores : scores.Plus(bias), pruned));    // [N, E]
        var ranked = BestExperts.Choose(selection, routings.Max(Ranked));                              // [N, R], R = max(k, K) or k
        var taken = At(scores, ranked);                                                                // [N, R]
        return [.. routings.Select(routing => Decide(scores, selection, ranked, taken, routing))];
    }

    internal static IEnumerable<ParameterSpec> Parameters(string prefix, ModelConfig config)
    {
        var (rule, float32) = (config.Moe.Router, config.Moe.RouterInFloat32);
        yield return new(prefix + ".weight", [rule.Experts, config.HiddenSize], ModelPart.Router) { Float32 = float32 };
        if (rule.SelectionBias)
        {
            yield return new(prefix + ".e_score_correction_bias", [rule.Experts], ModelPart.Router) { Float32 = true };
        }
    }

    internal static Router From(LayerWeights weights, string prefix, MoeConfig config) => new(
        config.Router, weights[prefix + ".weight"],
        config.Router.SelectionBias ? weights[prefix + ".e_score_correction_bias"] : null);

    /// <summary>The policy's decision, and the weights of what stays.</summary>
    private ExpertAssignment Decide(Tensor scores, Tensor selection, Tensor ranked, Tensor taken, LayerRouting routing)
    {
        var slots = ranked.narrow(1, 0, routing.K).contiguous();                                       // [N, k]
        var staying = taken.narrow(1, 0, routing.K);                                                   // [N, k]
        if (routing.Adaptive is { } policy)
        {
            slots = policy.Decide(new RankedSlots(slots, staying, scores, selection, routing.MoeLayer, rule));
            staying = At(scores, slots);
        }

        return new(slots.MoveToOuterDisposeScope(), Weigh(staying, taken, routing.Weights).MoveToOuterDisposeScope());
    }

    /// <summary>The scores of the experts in slots, 0 in skipped ones.</summary>
    private static Tensor At(Tensor scores, Tensor slots) =>
        scores.gather(1, slots.clamp(min: Held.Zero)).masked_fill_(slots.lt(Held.Zero), Held.Zero);

    private int Ranked(LayerRouting routing) =>
        routing.Weights is SkippedWeights.Keep or SkippedWeights.RescaleToOriginalMass ? Math.Max(routing.K, rule.TrainedTopK) : routing.K;

    private static Tensor WithoutPruned(Tensor scores, Tensor? pruned) =>
        pruned is null ? scores : scores.masked_fill(pruned, Held.MinusInfinity);

    /// <summary>-inf for the experts of all but the best groups.</summary>
    private Tensor InBestGroups(Tensor selection)
    {
        if (rule.Groups == 1)
        {
            return selection;
        }

        var grouped = selection.view(-1, rule.Groups, rule.Experts / rule.Groups);                     // [N, G, E/G]
        var size = (int)Math.Min(2, grouped.shape[2]);
        var score = rule.GroupScore == GroupScore.Maximum
            ? grouped.amax([-1L])
            : grouped.topk(size, -1).values.sum(-1);                                                   // [N, G]
        var best = BestExperts.Choose(score.Clamp(from: float.MinValue), rule.TopGroups);               // [N, TopGroups], -inf too
        var outside = ones_like(score, ScalarType.Bool).scatter_(1, best, zeros_like(best, ScalarType.Bool)); // [N, G]
        return grouped.masked_fill(outside.unsqueeze(-1), Held.MinusInfinity).view(-1, rule.Experts);
    }

    /// <summary>The weights of the slots that stay, from their scores [N, k] and those of the ranked experts [N, R]; see <see cref="SkippedWeights"/>.</summary>
    private Tensor Weigh(Tensor staying, Tensor ranked, SkippedWeights skipped)
    {
        Tensor Sum(Tensor of) => of.sum(1, keepdim: true).Add_(rule.RenormaliseEpsilon);                // [N, 1]
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
