using MoeNotebooks.Errors;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Traces;

/// <summary>Every number of a summary against a plain count over the same tokens.</summary>
public sealed class RoutingSummaryTests
{
    private static readonly TraceHeader Header = new("m", new RouterRule(6, 3, Scoring.Sigmoid), [2]);

    [Fact]
    public void Counts_equal_a_loop_over_tokens_whatever_the_order_of_steps()
    {
        var chance = new Random(7);
        TraceBlock[] blocks = [.. Enumerable.Range(0, 5).Select(step => Block(chance, step, tokens: 1 + step))];
        var (use, other) = (Use(blocks), Use([.. blocks.Reverse()]));
        var tokens = blocks
            .SelectMany(block =>
                Enumerable
                    .Range(0, block.Tokens.Count)
                    .Select(t =>
                        Enumerable
                            .Range(0, 3)
                            .Select(s => (Expert: (int)block.Experts[(3 * t) + s], Weight: block.Weights![(3 * t) + s]))
                            .Where(slot => slot.Expert >= 0)
                            .ToArray()
                    )
            )
            .ToArray();
        use.Tokens.ShouldBe(tokens.Length);
        use.Steps.ShouldBe(5);
        for (var e = 0; e < 6; e++)
        {
            use.Counts[e].ShouldBe(tokens.Count(token => token.Any(slot => slot.Expert == e)));
            use.WeightSums![e]
                .ShouldBe(
                    tokens.Sum(token => token.Where(slot => slot.Expert == e).Sum(slot => (double)slot.Weight)),
                    1e-6
                );
            other.Counts[e].ShouldBe(use.Counts[e]);
            for (var f = 0; f < 6; f++)
            {
                use.Together(e, f)
                    .ShouldBe(
                        tokens.Count(token =>
                            token.Any(slot => slot.Expert == e) && token.Any(slot => slot.Expert == f)
                        )
                    );
                other.Together(e, f).ShouldBe(use.Together(e, f));
            }
        }

        use.Lift(1, 2)
            .ShouldBe(
                (double)use.Together(1, 2)
                    / tokens.Length
                    / ((double)use.Counts[1] / tokens.Length * use.Counts[2] / tokens.Length),
                1e-12
            );
        use.DistinctPerStep.ShouldBe(blocks.Average(block => block.Experts.Where(e => e >= 0).Distinct().Count()));
        use.ExpertsPerToken.ShouldBe(tokens.Average(token => token.Length));
        use.Margin!.Value.ShouldBe(
            tokens.Average(token => Sorted(token) is var sorted ? sorted[0] - sorted[1] : 0),
            1e-6
        );
        use.ShareByRank.Count.ShouldBe(3);
        use.ShareByRank[2].ShouldBe(tokens.Average(token => Sorted(token)[2]), 1e-6);
        use.ShareByRank.Sum().ShouldBe(1, 1e-6);
        use.RouterEntropy.ShouldBeNull();
    }

    [Fact]
    public void Without_weights_there_is_no_soft_count()
    {
        var use = Use([new TraceBlock(0, 2, 2, [0, 1], [0, 1, 0, 5])]);
        use.Counts.ShouldBe([2, 1, 0, 0, 0, 1]);
        use.WeightSums.ShouldBeNull();
        use.Margin.ShouldBeNull();
        use.ShareByRank.ShouldBeEmpty();
        Should
            .Throw<MoeUsageException>(() => new RoutingSummary(Header).Popularity)
            .Message.ShouldContain("no token in layer 2");
    }

    [Fact]
    public void Router_outputs_give_the_entropy_of_scores()
    {
        float[] logits = [0, 0, 0, 0, 0, 0, 9, -9, -9, -9, -9, -9];
        var sigmoid = Use([new TraceBlock(0, 2, 1, [0, 1], [0, 0]) { Logits = logits }]);
        double[] scores = [.. logits[6..].Select(x => 1 / (1 + Math.Exp(-x)))];
        sigmoid.RouterEntropy!.Value.ShouldBe(
            (Math.Log(6) - scores.Sum(s => s / scores.Sum() * Math.Log(s / scores.Sum()))) / 2,
            1e-9
        );
        var softmax = new RoutingSummary(Header with { Rule = Header.Rule with { Scoring = Scoring.Softmax } });
        softmax.Add(new TraceBlock(0, 2, 1, [0], [0]) { Logits = [1, 1, 1, -99, -99, -99] });
        softmax.Layers[0].RouterEntropy!.Value.ShouldBe(Math.Log(3), 1e-9);
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 1, 1 }, 1.3862943611198906, 0)]
    [InlineData(new[] { 4.0, 0, 0, 0 }, 0, 0.75)]
    [InlineData(new[] { 1.0, 3 }, 0.5623351446188083, 0.25)]
    [InlineData(new[] { 0.0, 0 }, 0, 0)]
    public void Concentration_at_its_ends(double[] loads, double entropy, double gini)
    {
        Concentration.Entropy(loads).ShouldBe(entropy, 1e-12);
        Concentration.Gini(loads).ShouldBe(gini, 1e-12);
    }

    [Fact]
    public void Gini_is_the_mean_difference_over_twice_the_mean()
    {
        var chance = new Random(5);
        double[] loads = [.. Enumerable.Range(0, 30).Select(_ => chance.NextDouble())];
        var plain = loads.SelectMany(a => loads.Select(b => Math.Abs(a - b))).Average() / (2 * loads.Average());
        Concentration.Gini(loads).ShouldBe(plain, 1e-12);
    }

    private static float[] Sorted((int Expert, float Weight)[] token)
    {
        float[] sorted = [.. token.Select(slot => slot.Weight).OrderDescending(), 0, 0, 0];
        return [.. sorted.Select(weight => weight / sorted.Sum())];
    }

    private static LayerUse Use(TraceBlock[] blocks)
    {
        var summary = new RoutingSummary(Header);
        foreach (var block in blocks)
        {
            summary.Add(block);
        }

        return summary.Layers[0];
    }

    /// <summary>
    /// Different experts per token; now and then a slot is skipped, and a weight that is not in descending order, as
    /// with a selection bias.
    /// </summary>
    private static TraceBlock Block(Random chance, int step, int tokens)
    {
        var experts = Enumerable
            .Range(0, tokens)
            .SelectMany(_ =>
                Enumerable
                    .Range(0, 6)
                    .OrderBy(_ => chance.Next())
                    .Take(3)
                    .Select((e, s) => (short)(s == 2 && chance.Next(3) == 0 ? -1 : e))
            )
            .ToArray();
        return new(step, 2, 3, [.. Enumerable.Range(0, tokens)], experts)
        {
            Weights = [.. experts.Select(e => e < 0 ? 0f : 0.1f + chance.NextSingle())],
        };
    }
}
