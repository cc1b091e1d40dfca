using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// Policies that look at more than a token's slots once more, over all tokens of a step and on plain numbers.
/// </summary>
/// <param name="rule">The model's rule.</param>
/// <param name="kept">Which experts are kept, or empty for all.</param>
/// <param name="k">Slots per token.</param>
internal sealed class PlainStep(RouterRule rule, bool[] kept, int k)
{
    private readonly List<(float[] Logits, int[] Ranked, float[] Scores)> _tokens = [];

    /// <summary>Ranks all experts that a token can use, with their scores.</summary>
    public void Add(float[] logits, float[] bias)
    {
        var (ranked, scores) = (new int[rule.Selectable], new float[rule.Selectable]);
        TokenRouting.Assign(
            rule with
            {
                Renormalise = false,
                Scale = 1,
            },
            logits,
            bias,
            kept,
            SkippedWeights.Keep,
            ranked,
            scores
        );
        var usable = ranked.Count(e => e >= 0);
        _tokens.Add((logits, ranked[..usable], scores[..usable]));
    }

    /// <summary>Each token's experts and their weights, k of each, by the architecture's rule.</summary>
    public (int[] Experts, float[] Weights)[] Decide(AdaptivePolicy policy)
    {
        var open = policy switch
        {
            BatchPiggyback oea => _tokens.SelectMany(token => token.Ranked.Take(oea.K0)).ToHashSet(),
            SimilarityReroute sere => _tokens.SelectMany(token => token.Ranked.Take(Math.Min(k, sere.K0))).ToHashSet(),
            BatchBudget budget => Heaviest(budget.B),
            _ => null,
        };
        return
        [
            .. _tokens.Select(token => Weigh(Slots(policy, open, token.Logits, [.. token.Ranked.Zip(token.Scores)]))),
        ];
    }

    private (int Expert, float Score)[] Slots(
        AdaptivePolicy policy,
        HashSet<int>? open,
        float[] logits,
        (int Expert, float Score)[] ranked
    )
    {
        var mine = ranked.Take(k).ToArray();
        return policy switch
        {
            MedianRatio ratio =>
            [
                .. mine.Select(
                    (slot, i) => Or(slot, i == 0 || slot.Score >= (float)ratio.Beta[0] * mine.Max(s => s.Score))
                ),
            ],
            EntropyBins bins => [.. mine.Take(bins.Ks[bins.Thresholds.Count(t => Entropy(logits) >= t)])],
            BatchPiggyback => [.. ranked.Where(slot => open!.Contains(slot.Expert)).Take(k)],
            SimilarityReroute sere => [.. mine.Select(slot => Rerouted(slot, sere, open!))],
            BatchBudget => [.. mine.Select((slot, i) => Or(slot, i == 0 || open!.Contains(slot.Expert)))],
            _ => throw new NotSupportedException(policy.ToString()),
        };
    }

    /// <summary>
    /// A slot of an expert that is not primary goes to the most similar primary one, if that is similar enough.
    /// </summary>
    private (int Expert, float Score) Rerouted(
        (int Expert, float Score) slot,
        SimilarityReroute sere,
        HashSet<int> primary
    )
    {
        double Alike(int other) => sere.Similarity[0][(slot.Expert * rule.Experts) + other];
        var target = primary.Order().MaxBy(Alike);
        return primary.Contains(slot.Expert) || !(Alike(target) >= sere.Rho) ? slot : (target, slot.Score);
    }

    private static (int Expert, float Score) Or((int Expert, float Score) slot, bool stays) =>
        stays ? slot : (TokenRouting.Skipped, 0);

    private (int[] Experts, float[] Weights) Weigh((int Expert, float Score)[] slots)
    {
        var factor =
            (rule.Renormalise ? 1 / (slots.Sum(slot => (double)slot.Score) + rule.RenormaliseEpsilon) : 1) * rule.Scale;
        var all = slots
            .Concat(Enumerable.Repeat((Expert: TokenRouting.Skipped, Score: 0f), k - slots.Length))
            .ToArray();
        return ([.. all.Select(slot => slot.Expert)], [.. all.Select(slot => (float)(slot.Score * factor))]);
    }

    private HashSet<int> Heaviest(int count)
    {
        var sums = new double[rule.Experts];
        foreach (var (_, ranked, scores) in _tokens)
        {
            var total = rule.Renormalise ? scores.Take(k).Sum(score => (double)score) + rule.RenormaliseEpsilon : 1;
            foreach (var (expert, score) in ranked.Zip(scores).Take(k))
            {
                sums[expert] += score / total;
            }
        }

        return [.. Enumerable.Range(0, rule.Experts).OrderByDescending(e => (float)sums[e]).Take(count)];
    }

    private double Entropy(float[] logits)
    {
        var open = logits
            .Where((_, e) => kept.Length == 0 || kept[e])
            .Select(x => rule.Scoring == Scoring.Sigmoid ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x))
            .ToArray();
        return -open.Sum(p => p / open.Sum() * Math.Log(p / open.Sum()));
    }
}
