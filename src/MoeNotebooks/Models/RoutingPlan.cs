using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Models;

/// <summary>Turns a policy and a mask into one instruction per layer, checked against the model.</summary>
internal static class RoutingPlan
{
    public static IReadOnlyList<LayerRouting?> For(
        ModelConfig config,
        RoutingPolicy? policy,
        ExpertMask? mask,
        IRoutingObserver? observer
    )
    {
        policy ??= RoutingPolicy.Trained;
        CheckPeak(config, policy);
        var plan = Of(config.Moe.Router, config.MoeLayers, policy, mask, observer);
        return [.. Enumerable.Range(0, config.Layers).Select(layer => plan.GetValueOrDefault(layer))];
    }

    /// <summary>The instructions of the MoE layers alone, by decoder layer.</summary>
    public static IReadOnlyDictionary<int, LayerRouting> Of(
        RouterRule rule,
        IReadOnlyList<int> moeLayers,
        RoutingPolicy policy,
        ExpertMask? mask,
        IRoutingObserver? observer
    )
    {
        var active = policy.ActiveExperts(moeLayers.Count, rule.TrainedTopK);
        if (moeLayers.Count > 0 && active.Max() > rule.Selectable)
        {
            throw new MoeUsageException(
                "experts",
                $"is {active.Max()}; a token can use {rule.Selectable} of this model's {rule.Experts} experts in a layer"
            );
        }

        mask?.Check(rule.Experts, moeLayers);
        return moeLayers
            .Index()
            .ToDictionary(
                layer => layer.Item,
                layer => new LayerRouting(active[layer.Index])
                {
                    Weights = policy.Weights,
                    Adaptive = policy as AdaptivePolicy,
                    MoeLayer = layer.Index,
                    Kept = mask?.Kept.GetValueOrDefault(layer.Item),
                    Observer = observer,
                }
            );
    }

    /// <summary>
    /// The paper counts up to 61 in a model of 61 decoder layers, 58 of them MoE layers: a peak beyond the last MoE
    /// layer has a meaning, one beyond the model has none. (A model without dense layers may still aim one layer beyond
    /// its last.)
    /// </summary>
    private static void CheckPeak(ModelConfig config, RoutingPolicy policy)
    {
        var most = Math.Max(config.Layers, config.MoeLayers.Count + 1);
        if (policy is Allocation { P: var peak } && peak > most)
        {
            throw new MoeUsageException(
                "p",
                $"is {peak}; this model has {config.MoeLayers.Count} MoE layers in {config.Layers} decoder layers, and p is at most {most}"
            );
        }
    }
}
