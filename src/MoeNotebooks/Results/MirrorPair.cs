namespace MoeNotebooks.Results;

/// <summary>
/// Two allocations that are each other's mirror image: the same numbers of experts, from the last layer to the first.
/// They cost the same, so their difference is what the direction alone does.
/// </summary>
/// <param name="Descending">The one with more experts in the first layers.</param>
/// <param name="Ascending">The one with more experts in the last layers.</param>
public sealed record MirrorPair(AccuracyPoint Descending, AccuracyPoint Ascending)
{
    /// <summary>How much better the descending one is, in points.</summary>
    public double Difference => Descending.Accuracy - Ascending.Accuracy;
}
