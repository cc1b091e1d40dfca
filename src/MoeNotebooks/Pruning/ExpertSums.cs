using System.Numerics.Tensors;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Pruning;

/// <summary>One layer's counts; Σ g^b · ‖f‖^c · (1 − cos)^d for every formula that has a name; Σ (g f)·(g' f') for
/// every two experts of a token; and Σ f.</summary>
internal sealed class ExpertSums
{
    private static readonly (int B, int C, int D)[] Exponents = [.. CriterionFormula.All.Select(Key).Distinct()];

    private readonly double[][] _sums; // [exponents][E]

    public ExpertSums(int experts, int hidden) =>
        (Counts, Products, Outputs, _sums) = (
            new long[experts],
            new double[experts * experts],
            new double[checked(experts * hidden)],
            [.. Exponents.Select(_ => new double[experts])]
        );

    public long[] Counts { get; }

    /// <summary>[E · E], Σ over tokens of the products of what two experts add to the layer's output.</summary>
    public double[] Products { get; }

    /// <summary>[E · h], Σ over the tokens that used an expert of what it gives.</summary>
    public double[] Outputs { get; }

    /// <summary>Adds the tokens of a step.</summary>
    /// <param name="experts">[N · k], -1 in skipped slots.</param>
    /// <param name="weights">[N · k], g.</param>
    /// <param name="norms">[N · k], ‖f‖.</param>
    /// <param name="cosines">[N].</param>
    /// <param name="products">[E · E], this step's share of <see cref="Products"/>.</param>
    /// <param name="outputs">[E · h], this step's share of <see cref="Outputs"/>.</param>
    public void Add(
        ReadOnlySpan<long> experts,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> norms,
        ReadOnlySpan<double> cosines,
        ReadOnlySpan<double> products,
        ReadOnlySpan<double> outputs
    )
    {
        var k = experts.Length / Math.Max(1, cosines.Length);
        for (var i = 0; i < experts.Length; i++)
        {
            if (experts[i] >= 0)
            {
                Counts[experts[i]]++;
                var turned = Math.Max(0, 1 - cosines[i / k]);
                for (var f = 0; f < Exponents.Length; f++)
                {
                    var (b, c, d) = Exponents[f];
                    _sums[f][experts[i]] += Power(weights[i], b) * Power(norms[i], c) * Power(turned, d);
                }
            }
        }

        TensorPrimitives.Add(Products, products, Products);
        TensorPrimitives.Add(Outputs, outputs, Outputs);
    }

    public void Add(ExpertSums other)
    {
        for (var e = 0; e < Counts.Length; e++)
        {
            Counts[e] = checked(Counts[e] + other.Counts[e]);
        }

        foreach (
            var (sums, more) in _sums
                .Zip(other._sums)
                .Append((Products, other.Products))
                .Append((Outputs, other.Outputs))
        )
        {
            TensorPrimitives.Add(sums, more, sums);
        }
    }

    /// <summary>[h], what an expert gives on average; 0 where no token used it.</summary>
    public float[] MeanOutput(int expert)
    {
        var hidden = Outputs.Length / Counts.Length;
        return
        [
            .. Outputs
                .AsSpan(expert * hidden, hidden)
                .ToArray()
                .Select(sum => (float)(sum / Math.Max(1, Counts[expert]))),
        ];
    }

    /// <summary>N^a · (Σ / N); 0 where N is 0.</summary>
    public double[] Worth(CriterionFormula formula) =>
        Array.IndexOf(Exponents, Key(formula)) is >= 0 and var f
            ?
            [
                .. _sums[f]
                    .Select(
                        (sum, e) =>
                            Counts[e] == 0 ? 0
                            : formula.A == 1 ? sum
                            : Math.Pow(Counts[e], formula.A - 1) * sum
                    ),
            ]
            : throw new MoeUsageException(
                "criterion",
                $"{formula.Name} needs sums of g^{formula.B} ‖f‖^{formula.C} (1 - cos)^{formula.D}, which were not gathered"
            );

    private static (int B, int C, int D) Key(CriterionFormula formula) => (formula.B, formula.C, formula.D);

    /// <summary>x^n for a small n from 0 on, exactly and much faster than for any n.</summary>
    private static double Power(double x, int n)
    {
        var product = 1.0;
        for (; n > 0; n--)
        {
            product *= x;
        }

        return product;
    }
}
