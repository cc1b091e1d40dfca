using MoeNotebooks.Errors;

namespace MoeNotebooks.Pruning;

/// <summary>What one layer's experts add up to: how many tokens used each, and Σ g^b · ‖f‖^c · (1 − cos)^d for every formula that has a name.</summary>
internal sealed class ExpertSums
{
    private readonly Dictionary<(int B, int C, int D), double[]> _sums;

    public ExpertSums(int experts) => (Counts, _sums) = (
        new long[experts], CriterionFormula.All.Select(Key).Distinct().ToDictionary(key => key, _ => new double[experts]));

    public long[] Counts { get; }

    /// <summary>Adds the tokens of a step.</summary>
    /// <param name="experts">[N · k], -1 in skipped slots.</param>
    /// <param name="weights">[N · k], g.</param>
    /// <param name="norms">[N · k], ‖f‖.</param>
    /// <param name="cosines">[N].</param>
    public void Add(ReadOnlySpan<long> experts, ReadOnlySpan<float> weights, ReadOnlySpan<float> norms, ReadOnlySpan<double> cosines)
    {
        var k = experts.Length / Math.Max(1, cosines.Length);
        for (var i = 0; i < experts.Length; i++)
        {
            if (experts[i] >= 0)
            {
                Counts[experts[i]]++;
                foreach (var ((b, c, d), sums) in _sums)
                {
                    sums[experts[i]] += Math.Pow(weights[i], b) * Math.Pow(norms[i], c) * Math.Pow(Math.Max(0, 1 - cosines[i / k]), d);
                }
            }
        }
    }

    public void Add(ExpertSums other)
    {
        for (var e = 0; e < Counts.Length; e++)
        {
            Counts[e] = checked(Counts[e] + other.Counts[e]);
            foreach (var (key, sums) in _sums)
            {
                sums[e] += other._sums[key][e];
            }
        }
    }

    /// <summary>N^a · (Σ / N); 0 where N is 0.</summary>
    public double[] Worth(CriterionFormula formula) => _sums.TryGetValue(Key(formula), out var sums)
        ? [.. sums.Select((sum, e) => Counts[e] == 0 ? 0 : formula.A == 1 ? sum : Math.Pow(Counts[e], formula.A - 1) * sum)]
        : throw new MoeUsageException("criterion", $"{formula.Name} needs sums of g^{formula.B} ‖f‖^{formula.C} (1 - cos)^{formula.D}, which were not gathered");

    private static (int B, int C, int D) Key(CriterionFormula formula) => (formula.B, formula.C, formula.D);
}
