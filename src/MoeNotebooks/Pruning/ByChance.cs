namespace MoeNotebooks.Pruning;

/// <summary>Keeps experts at random, each layer by itself.</summary>
/// <param name="Seed">Where chance begins.</param>
public sealed record ByChance(int Seed) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts)
    {
        var chance = new Random(unchecked((Seed * 1_000_003) + layer));
        return [.. Enumerable.Range(0, experts).Select(_ => chance.NextDouble())];
    }
}
