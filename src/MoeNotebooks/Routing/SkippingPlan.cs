namespace MoeNotebooks.Routing;

/// <summary>What a sweep over one model's numbers of experts asks.</summary>
public static class SkippingPlan
{
    /// <summary>The model as trained, every smaller number in all layers alike, the paper's four-tuples over some
    /// levels, and a third of the experts under the other rule for weights. Every tuple's mirror image is among
    /// them.</summary>
    /// <param name="rule">The model's routing.</param>
    /// <param name="moeLayers">MoE layers of the model.</param>
    /// <param name="levels">Numbers of experts that tuples are made of; none for a third of the trained number and
    /// all.</param>
    /// <returns>The policies, the trained one first.</returns>
    public static IReadOnlyList<RoutingPolicy> Of(RouterRule rule, int moeLayers, IReadOnlyList<int>? levels = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var between = levels is { Count: > 0 } ? levels : [Third(rule.TrainedTopK), rule.TrainedTopK];
        // The last layer of the first third; its mirror image is the first of the last third
        var early = (moeLayers + 2) / 3;
        return
        [
            RoutingPolicy.Trained,
            .. Enumerable.Range(1, rule.TrainedTopK - 1).Select(k => new TopK(k)),
            .. Allocation.Grid(between, [early, moeLayers + 1 - early]),
            new TopK(Third(rule.TrainedTopK)) { Weights = OtherWeights(rule) },
        ];
    }

    /// <summary>A third of a number of experts, rounded down, at least one.</summary>
    /// <param name="trained">The number.</param>
    public static int Third(int trained) => Math.Max(1, trained / 3);

    /// <summary>What the other kind of router would do with the experts that stay: keep the trained weights where the
    /// model's own renormalises, and sum to what all of them sum to where it does not.</summary>
    /// <param name="rule">The model's routing.</param>
    public static SkippedWeights OtherWeights(RouterRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Renormalise ? SkippedWeights.Keep : SkippedWeights.RescaleToOriginalMass;
    }
}
