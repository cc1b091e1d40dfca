using System.Numerics.Tensors;

namespace MoeNotebooks.Routing;

/// <summary>
/// One token's routing on plain spans: the same rule as the model's router on tensors (a property test keeps them
/// equal), for replaying traces and for cost models.
/// </summary>
internal static class TokenRouting
{
    /// <summary>The mark of a slot that is not computed.</summary>
    public const int Skipped = -1;

    /// <summary>What an adaptive policy does to one token.</summary>
    /// <param name="scores">[k] the scores of its slots, in the order of choice.</param>
    /// <param name="stays">[k], all true; becomes false where a slot is skipped.</param>
    public delegate void SlotChoice(ReadOnlySpan<float> scores, Span<bool> stays);

    /// <summary>
    /// Chooses and weighs a token's experts; equal scores go to the lower index, and what is not a number comes first,
    /// as in libtorch.
    /// </summary>
    /// <param name="rule">The model's rule.</param>
    /// <param name="logits">The router's outputs, one per expert.</param>
    /// <param name="bias">The selection bias, one per expert, or empty.</param>
    /// <param name="kept">Which experts are kept, or empty for all.</param>
    /// <param name="skipped">The rule for the weights of those that stay.</param>
    /// <param name="experts">[k] the chosen experts, best first; <see cref="Skipped"/> where none is left to
    /// choose.</param>
    /// <param name="weights">[k] their weights; 0 in skipped slots.</param>
    /// <param name="choice">Marks slots as skipped, asked only where there is a slot; <see langword="null"/> for
    /// none.</param>
    public static void Assign(
        RouterRule rule,
        ReadOnlySpan<float> logits,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<bool> kept,
        SkippedWeights skipped,
        Span<int> experts,
        Span<float> weights,
        SlotChoice? choice = null
    )
    {
        var scores = Scores(rule, logits, kept);
        var selection = (float[])scores.Clone();
        for (var e = 0; e < selection.Length; e++)
        {
            selection[e] =
                kept.IsEmpty || kept[e] ? selection[e] + (bias.IsEmpty ? 0 : bias[e]) : float.NegativeInfinity;
        }

        LeaveOutGroups(rule, selection);
        var order = Best(selection, Math.Max(experts.Length, rule.TrainedTopK));
        float[] taken = [.. order.Select(e => scores[e])];
        var stays = Enumerable.Repeat(true, Math.Min(experts.Length, taken.Length)).ToArray();
        if (stays.Length > 0)
        {
            choice?.Invoke(taken.AsSpan(0, stays.Length), stays);
        }

        Weigh(rule, skipped, taken, stays, weights);
        for (var i = 0; i < experts.Length; i++)
        {
            experts[i] = i < stays.Length && stays[i] ? order[i] : Skipped;
        }
    }

    private static readonly Comparer<float> NaNFirst = Comparer<float>.Create(
        (a, b) => // in descending order
            float.IsNaN(a) || float.IsNaN(b) ? float.IsNaN(a).CompareTo(float.IsNaN(b)) : a.CompareTo(b)
    );

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
        var byGroup = Enumerable
            .Range(0, rule.Groups)
            .Select(g => selection.AsSpan(g * size, size).ToArray().OrderDescending(NaNFirst))
            .Select(best =>
                best.Take(rule.GroupScore == GroupScore.Maximum ? 1 : 2)
                    .Aggregate((first, second) => float.IsNegativeInfinity(second) ? first : first + second)
            )
            .ToArray();
        var chosen = Enumerable
            .Range(0, rule.Groups)
            .OrderByDescending(g => byGroup[g], NaNFirst)
            .Take(rule.TopGroups)
            .ToHashSet();
        for (var e = 0; e < selection.Length; e++)
        {
            selection[e] = chosen.Contains(e / size) ? selection[e] : float.NegativeInfinity;
        }
    }

    private static int[] Best(float[] selection, int count) =>
        Enumerable
            .Range(0, selection.Length)
            .Where(e => !float.IsNegativeInfinity(selection[e]))
            .OrderByDescending(e => selection[e], NaNFirst)
            .Take(count)
            .ToArray();

    private static void Weigh(
        RouterRule rule,
        SkippedWeights skipped,
        float[] scores,
        bool[] stays,
        Span<float> weights
    )
    {
        double active = scores.Zip(stays).Where(slot => slot.Second).Sum(slot => slot.First) + rule.RenormaliseEpsilon;
        double trained = scores.Take(rule.TrainedTopK).Sum() + rule.RenormaliseEpsilon;
        var factor = skipped switch
        {
            SkippedWeights.Keep => rule.Renormalise ? 1 / trained : 1,
            SkippedWeights.Renormalise => 1 / active,
            SkippedWeights.RescaleToOriginalMass => (rule.Renormalise ? 1 : trained) / active,
            _ => rule.Renormalise ? 1 / active : 1,
        };
        weights.Clear();
        for (var i = 0; i < stays.Length; i++)
        {
            weights[i] = stays[i] ? (float)(scores[i] * factor * rule.Scale) : 0;
        }
    }
}
