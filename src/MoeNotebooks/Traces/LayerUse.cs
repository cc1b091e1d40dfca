using MoeNotebooks.Routing;

namespace MoeNotebooks.Traces;

/// <summary>How the tokens of a trace used the experts of one MoE layer. Adds up over blocks in any order.</summary>
public sealed class LayerUse
{
    private readonly RouterRule _rule;
    private readonly long[] _counts;
    private readonly double[] _weights;
    private readonly long[] _pairs; // [E · E]
    private readonly double[] _byRank;
    private double _margins,
        _entropies;
    private long _distinct,
        _weighed,
        _scored;

    internal LayerUse(int layer, RouterRule rule)
    {
        (Layer, _rule, _counts, _weights) = (layer, rule, new long[rule.Experts], new double[rule.Experts]);
        (_pairs, _byRank) = (new long[rule.Experts * rule.Experts], new double[rule.Experts]);
    }

    /// <summary>The decoder layer, counted from 0.</summary>
    public int Layer { get; }

    /// <summary>Tokens that ran through the layer.</summary>
    public long Tokens { get; private set; }

    /// <summary>Steps in which some did.</summary>
    public long Steps { get; private set; }

    /// <summary>Hard counts: how many tokens used each expert.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Soft counts: the sum of the weights with which tokens used each expert; <see langword="null"/> where
    /// weights were not recorded.</summary>
    public IReadOnlyList<double>? WeightSums => _weighed > 0 ? _weights : null;

    /// <summary>Experts per token, the mean.</summary>
    public double ExpertsPerToken => (double)_counts.Sum() / Tokens;

    /// <summary>Different experts in a step, the mean over steps.</summary>
    public double DistinctPerStep => (double)_distinct / Steps;

    /// <summary>The entropy of the experts' shares of the load, in nats; at most ln E.</summary>
    public double Entropy => Concentration.Entropy(_counts.Select(count => (double)count));

    /// <summary>As many experts, equally used, would have this entropy.</summary>
    public double EffectiveExperts => Math.Exp(Entropy);

    /// <summary>Gini's coefficient of the experts' load: 0 where all are used equally.</summary>
    public double Gini => Concentration.Gini(_counts.Select(count => (double)count));

    /// <summary>The mean over tokens of a token's largest weight less its second largest, as shares of the token's
    /// weights; <see langword="null"/> where weights were
    /// not recorded.</summary>
    public double? Margin => _weighed > 0 ? _margins / _weighed : null;

    /// <summary>The mean over tokens of each weight's share of the token's weights, the largest first; empty where
    /// weights were not recorded.</summary>
    public IReadOnlyList<double> ShareByRank =>
        _weighed > 0 ? [.. _byRank.Select(sum => sum / _weighed).TakeWhile(share => share > 0)] : [];

    /// <summary>The mean over tokens of the entropy of the router's scores over all experts, in nats (sigmoid scores
    /// divided by their sum); <see langword="null"/>
    /// where the router's outputs were not recorded.</summary>
    public double? RouterEntropy => _scored > 0 ? _entropies / _scored : null;

    /// <summary>How many tokens used two experts together; an expert with itself is its count.</summary>
    /// <param name="first">One expert.</param>
    /// <param name="second">Another.</param>
    public long Together(int first, int second) => _pairs[(first * _rule.Experts) + second];

    /// <summary>How much more often two experts are used together than if a token chose each by itself: 1 for no
    /// relation, <see cref="double.NaN"/> where one is never used.</summary>
    /// <param name="first">One expert.</param>
    /// <param name="second">Another.</param>
    public double Lift(int first, int second) =>
        (double)Together(first, second) * Tokens / ((double)_counts[first] * _counts[second]);

    internal void Add(TraceBlock block)
    {
        var used = new bool[_rule.Experts];
        for (var token = 0; token < block.Tokens.Count; token++)
        {
            var slots = block.Experts.AsSpan(token * block.Slots, block.Slots);
            Count(slots, used);
            if (block.Weights is { } weights)
            {
                Weigh(slots, weights.AsSpan(token * block.Slots, block.Slots));
            }

            if (block.Logits is { } logits)
            {
                _entropies += Concentration.Entropy(Scores(logits.AsSpan(token * _rule.Experts, _rule.Experts)));
                _scored++;
            }
        }

        Tokens += block.Tokens.Count;
        Steps++;
        _distinct += used.Count(one => one);
    }

    private void Count(ReadOnlySpan<short> slots, bool[] used)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (!IsFirst(slots, i))
            {
                continue;
            }

            _counts[slots[i]]++;
            used[slots[i]] = true;
            for (var j = 0; j < slots.Length; j++)
            {
                if (IsFirst(slots, j))
                {
                    _pairs[(slots[i] * _rule.Experts) + slots[j]]++;
                }
            }
        }
    }

    /// <summary>Whether a slot holds an expert that no slot before it does: a token counts once, however often
    /// re-routing gives it an expert.</summary>
    private static bool IsFirst(ReadOnlySpan<short> slots, int i) => slots[i] >= 0 && !slots[..i].Contains(slots[i]);

    private void Weigh(ReadOnlySpan<short> slots, ReadOnlySpan<float> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] >= 0)
            {
                _weights[slots[i]] += weights[i];
                sum += weights[i];
            }
        }

        Span<float> sorted = stackalloc float[weights.Length];
        weights.CopyTo(sorted);
        sorted.Sort();
        sorted.Reverse();
        _weighed++;
        for (var i = 0; i < sorted.Length && sum > 0; i++)
        {
            _byRank[i] += sorted[i] / sum;
        }

        _margins += sum > 0 ? (sorted[0] - (sorted.Length > 1 ? sorted[1] : 0)) / sum : 0;
    }

    private double[] Scores(ReadOnlySpan<float> logits)
    {
        var largest = System.Numerics.Tensors.TensorPrimitives.Max(logits);
        var scores = new double[logits.Length];
        for (var e = 0; e < scores.Length; e++)
        {
            scores[e] =
                _rule.Scoring == Scoring.Softmax ? Math.Exp(logits[e] - largest) : 1 / (1 + Math.Exp(-logits[e]));
        }

        return scores;
    }
}
