using MathNet.Numerics.Distributions;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>Draws from one binomial distribution by looking a uniform number up in its cumulative table.</summary>
internal sealed class BinomialTable
{
    private readonly double[] _cumulative; // [trials + 1]

    public BinomialTable(int trials, double probability)
    {
        var distribution = new Binomial(probability, trials);
        _cumulative = new double[trials + 1];
        var sum = 0.0;
        for (var k = 0; k <= trials; k++)
        {
            sum += distribution.Probability(k);
            _cumulative[k] = sum;
        }

        _cumulative[trials] = double.PositiveInfinity; // rounding must not leave a gap at the top
    }

    public int Draw(Random random)
    {
        var found = Array.BinarySearch(_cumulative, random.NextDouble());
        return found >= 0 ? found : ~found;
    }
}
