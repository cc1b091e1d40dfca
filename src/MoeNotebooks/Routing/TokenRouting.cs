using System.Numerics.Tensors;

namespace MoeNotebooks.Routing;

/// <summary>
/// One token's routing on plain spans: the same rule as the model's router on tensors (a property test keeps them equal), for
/// replaying traces and for cost models.
/// </summary>
public static class TokenRouting
{
    /// <summary>The mark of a slot that is not computed.</summary>
    public const int Skipped = -1;

    /// <summary>Chooses and weighs a token's experts; equal scores go to the lower index.</summary>
    /// <param name="rule">The model's rule.</param>
    /// <param name="logits">The router's outputs, one an expert.</param>
    /// <param name="bias">The selection bias, one an expert, or empty.</param>
    /// <param name="kept">Which experts are kept, or empty for all.</param>
    /// <param name="skipped">The rule for the weights of those that stay.</param>
    /// <param name="experts">[k] the chosen experts, best first; <see cref="Skipped"/> where none is left to choose.</param>
    /// <param name="weights">[k] their weights; 0 in skipped slots.</param>
    public static void Assign(
        RouterRule rule, ReadOnlySpan<float> logits, ReadOnlySpan<float> bias, ReadOnlySpan<bool> kept,
        SkippedWeights skipped, Span<int> experts, Span<float> weights)
    {
        var scores = Scores(rule, logits, kept);
        var selection = (float[])scores.Clone();
        for (var e = 0; e < selection.Length; e++)
        {
            selection[e] = kept.IsEmpty || kept[e] ? selection[e] + (bias.IsEmpty ? 0 : bias[e]) : float.NegativeInfinity;
        }

        LeaveOutGroups(rule, selection);
        var order = Best(selection, Math.Max(experts.Length, rule.TrainedTopK));
        Weigh(rule, skipped, order.Select(e => scores[e]).ToArray(), weights);
        for (var i = 0; i < experts.Length; i++)
        {
            experts[i] = i < order.Length ? order[i] : Skipped;
        }
    }

    private static float[] Scores(RouterRule rule, ReadOnlySpan<float> logits, ReadOnlySpan<bool> kept)
    {
        var scores = logits.ToArray();
        if (rule.Scoring == Scoring.Sigmoid)
        {
            TensorPrimitives.Sigmoid(scores, scores);
            return scores;
        }

        for (var e = 0; e < kept.Length; e++)
        {
            scores[e] = kept[e] ? scores[e] : float.NegativeInfinity;
        }

        var largest = TensorPrimitives.Max<float>(scores);
        TensorPrimitives.Subtract(scores, largest, scores);
        TensorPrimitives.Exp<float>(scores, scores);
        TensorPrimitives.Divide(scores, TensorPrimitives.Sum<float>(scores), scores);
        return scores;
    }

    private static void LeaveOutGroups(RouterRule rule, float[] selection)
    {
        if (rule.Groups == 1)
        {
            return;
        }

        var size = rule.Experts / rule.Groups;
        var byGroup = Enumerable.Range(0, rule.Groups)
            .Select(g => selection.AsSpan(g * size, size).ToArray().OrderDescending())
            .Select(best => rule.GroupScore == GroupScore.Maximum ? best.First() : best.Take(2).Sum()).ToArray();
        var chosen = Enumerable.Range(0, rule.Groups).OrderByDescending(g => byGroup[g]).Take(rule.TopGroups).ToHashSet();
        for (var e = 0; e < selection.Length; e++)
        {
            selection[e] = chosen.Contains(e / size) ? selection[e] : float.NegativeInfinity;
        }
    }

    private static int[] Best(float[] selection, int count) =>
        Enumerable.Range(0, selection.Length).Where(e => !float.IsNegativeInfinity(selection[e]))
            .OrderByDescending(e => selection[e]).Take(count).ToArray();

    private static void Weigh(RouterRule rule, SkippedWeights skipped, float[] scores, Span<float> weights)
    {
        var k = Math.Min(weights.Length, scores.Length);
        double active = scores.Take(k).Sum() + rule.RenormaliseEpsilon;
        double trained = scores.Take(rule.TrainedTopK).Sum() + rule.RenormaliseEpsilon;
        var factor = skipped switch
        {
            SkippedWeights.Keep => rule.Renormalise ? 1 / trained : 1,
            SkippedWeights.Renormalise => 1 / active,
            SkippedWeights.RescaleToOriginalMass => (rule.Renormalise ? 1 : trained) / active,
            _ => rule.Renormalise ? 1 / active : 1,
        };
        weights.Clear();
        for (var i = 0; i < k; i++)
        {
            weights[i] = (float)(scores[i] * factor * rule.Scale);
        }
    }
}
