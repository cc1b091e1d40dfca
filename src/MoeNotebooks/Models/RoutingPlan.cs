using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Models;

/// <summary>Turns a policy and a mask into one instruction per layer, checked against the model.</summary>
internal static class RoutingPlan
{
    public static IReadOnlyList<LayerRouting?> For(ModelConfig config, RoutingPolicy? policy, ExpertMask? mask, IRoutingObserver? observer)
    {
        policy ??= RoutingPolicy.Trained;
        var rule = config.Moe.Router;
        var active = policy.ActiveExperts(config.MoeLayers.Count, rule.TrainedTopK);
        if (active.Max() > rule.Selectable)
        {
            throw new MoeUsageException("experts", $"is {active.Max()}; a token can use {rule.Selectable} of this model's {rule.Experts} experts in a layer");
        }

        CheckPeak(config, policy);
        mask?.Check(rule.Experts, config.MoeLayers);
        var plan = new LayerRouting?[config.Layers];
        for (var i = 0; i < active.Length; i++)
        {
            plan[config.MoeLayers[i]] = new LayerRouting(active[i])
            {
                Weights = policy.Weights,
                Adaptive = policy as AdaptivePolicy,
                MoeLayer = i,
                Kept = mask?.Kept.GetValueOrDefault(config.MoeLayers[i]),
                Observer = observer,
            };
        }

        return plan;
    }

    /// <summary>
    /// The paper counts up to 61 in a model of 61 decoder layers, 58 of them MoE layers: a peak beyond the last MoE layer has a
    /// meaning, one beyond the model has none. (A model without dense layers may still aim one layer beyond its last.)
    /// </summary>
    private static void CheckPeak(ModelConfig config, RoutingPolicy policy)
    {
        var most = Math.Max(config.Layers, config.MoeLayers.Count + 1);
        if (policy is Allocation { P: var peak } && peak > most)
        {
            throw new MoeUsageException("p", $"is {peak}; this model has {config.MoeLayers.Count} MoE layers in {config.Layers} decoder layers, and p is at most {most}");
        }
    }
}
