using CsCheck;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class MultipleComparisonsTests
{
    [Fact]
    public void Holm_by_hand()
    {
        // Sorted 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1, and never smaller than the one before.
        double[] expected = [0.03, 0.06, 0.06, 0.02];

        var corrected = MultipleComparisons.Holm([0.01, 0.04, 0.03, 0.005]);

        corrected.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
    }

    [Fact]
    public void Corrected_values_keep_their_order_and_lie_between_plain_and_Bonferroni() =>
        Gen.Double[0, 1]
            .Array[1, 40]
            .Sample(p =>
            {
                var corrected = MultipleComparisons.Holm(p);
                for (var i = 0; i < p.Length; i++)
                {
                    corrected[i].ShouldBeInRange(p[i], Math.Max(p[i], Math.Min(1, p[i] * p.Length)));
                    p.Zip(corrected).ShouldAllBe(other => other.First < p[i] || other.Second >= corrected[i]);
                }
            });

    [Fact]
    public void Nothing_compared_is_nothing_corrected() => MultipleComparisons.Holm([]).ShouldBeEmpty();
}
