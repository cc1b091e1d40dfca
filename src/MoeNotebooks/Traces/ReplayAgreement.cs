using System.ComponentModel;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Traces;

/// <summary>
/// How far a replay of one layer may be trusted: what it decided against what the model decided under the same policy.
/// </summary>
/// <param name="Layer">The decoder layer.</param>
/// <param name="Tokens">Tokens compared.</param>
/// <param name="SameExperts">Of the experts that either used for a token, those that both used, in percent: the mean
/// over tokens.</param>
/// <param name="SameTokens">Tokens with exactly the same experts, in percent.</param>
public sealed record ReplayAgreement(
    int Layer,
    long Tokens,
    [property: DisplayName("Same experts (%)")] double SameExperts,
    [property: DisplayName("Tokens decided alike (%)")] double SameTokens
)
{
    /// <summary>Compares layer by layer.</summary>
    /// <param name="replayed">A trace recorded under one policy and decided anew under another.</param>
    /// <param name="recorded">The same texts, recorded while the model ran under the other.</param>
    /// <exception cref="MoeUsageException">They are not of the same tokens.</exception>
    public static IReadOnlyList<ReplayAgreement> Of(RoutingTrace replayed, RoutingTrace recorded)
    {
        ArgumentNullException.ThrowIfNull(replayed);
        ArgumentNullException.ThrowIfNull(recorded);
        var pairs = replayed.Blocks.Zip(recorded.Blocks).ToArray();
        if (
            replayed.Blocks.Count != recorded.Blocks.Count
            || pairs.Any(pair =>
                (pair.First.Step, pair.First.Layer, pair.First.Tokens.Count)
                != (pair.Second.Step, pair.Second.Layer, pair.Second.Tokens.Count)
            )
        )
        {
            throw new MoeUsageException(
                "traces",
                "are not of the same tokens in the same steps",
                "Record both over the same texts"
            );
        }

        return
        [
            .. pairs
                .GroupBy(pair => pair.First.Layer)
                .OrderBy(layer => layer.Key)
                .Select(layer =>
                {
                    double[] same =
                    [
                        .. layer.SelectMany(pair =>
                            Enumerable
                                .Range(0, pair.First.Tokens.Count)
                                .Select(token => Same(Used(pair.First, token), Used(pair.Second, token)))
                        ),
                    ];
                    return new ReplayAgreement(
                        layer.Key,
                        same.Length,
                        100 * same.Average(),
                        100.0 * same.Count(share => share == 1) / same.Length
                    );
                }),
        ];
    }

    private static HashSet<short> Used(TraceBlock block, int token) =>
        [.. block.Experts.Skip(token * block.Slots).Take(block.Slots).Where(expert => expert >= 0)];

    /// <summary>The share of the experts of either that both use: 1 only where they are equal.</summary>
    private static double Same(HashSet<short> one, HashSet<short> other)
    {
        var all = one.Union(other).Count();
        return all == 0 ? 1 : (double)one.Intersect(other).Count() / all;
    }
}
