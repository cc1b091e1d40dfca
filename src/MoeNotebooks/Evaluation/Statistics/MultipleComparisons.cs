namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>Corrections for having tried many: the best of 162 allocations looks better than it is.</summary>
internal static class MultipleComparisons
{
    /// <summary>
    /// Holm's step-down correction; it bounds the chance of even one false claim, whatever the dependence.
    /// </summary>
    /// <param name="pValues">The p-value of each comparison.</param>
    /// <returns>The corrected p-values, in the order given; compare each with the level itself.</returns>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var order = Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]).ToArray();
        var corrected = new double[pValues.Count];
        var highest = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            highest = Math.Max(highest, Math.Min(1, (order.Length - rank) * pValues[order[rank]]));
            corrected[order[rank]] = highest;
        }

        return corrected;
    }
}
