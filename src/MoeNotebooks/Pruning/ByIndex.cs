namespace MoeNotebooks.Pruning;

/// <summary>Keeps experts by their index alone: even or odd ones first, or those at one end.</summary>
/// <param name="Rule">Which are kept.</param>
public sealed record ByIndex(IndexRule Rule) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name =>
        Rule switch
        {
            IndexRule.Even => "even indices",
            IndexRule.Odd => "odd indices",
            IndexRule.First => "first",
            _ => "last",
        };

    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts) =>
        [
            .. Enumerable
                .Range(0, experts)
                .Select(e =>
                    Rule switch
                    {
                        IndexRule.Even => (double)(1 - (e % 2)),
                        IndexRule.Odd => e % 2,
                        IndexRule.First => -e,
                        _ => e,
                    }
                ),
        ];
}
