using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>Moves a published allocation to a model with another number of MoE layers or of active experts.</summary>
/// <remarks>
/// The rule, "ends stay ends": p = 1 stays 1, the last layer stays the last, what lies between keeps its share of the
/// way, and a p beyond the last layer stays beyond it; numbers of experts keep their share of the trained number, at
/// least 1. Halves are rounded up.
/// </remarks>
internal static class AllocationScaling
{
    /// <summary>The allocation for another model.</summary>
    /// <param name="published">The allocation as published.</param>
    /// <param name="from">The shape of the model it was published for.</param>
    /// <param name="to">The shape of the other model.</param>
    public static Allocation Scale(Allocation published, MoeShape from, MoeShape to)
    {
        ArgumentNullException.ThrowIfNull(published);
        return published with
        {
            B = Experts(published.B, from, to),
            H = Experts(published.H, from, to),
            E = Experts(published.E, from, to),
            P = Peak(published.P, from.MoeLayers, to.MoeLayers),
        };
    }

    private static int Experts(int k, MoeShape from, MoeShape to) =>
        Math.Max(1, Rounded(k * to.TrainedTopK, from.TrainedTopK));

    private static int Peak(int p, int from, int to)
    {
        if (p > from)
        {
            return Math.Max(to + 1, Rounded(p * to, from));
        }

        return from == 1 ? 1 : 1 + Rounded((p - 1) * (to - 1), from - 1);
    }

    private static int Rounded(int numerator, int denominator) => ((2 * numerator) + denominator) / (2 * denominator);
}
