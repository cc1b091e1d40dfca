using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>One expert's weights, f32.</summary>
/// <param name="Gate">[I, h].</param>
/// <param name="Up">[I, h].</param>
/// <param name="Down">[h, I].</param>
internal sealed record ExpertWeights(Tensor Gate, Tensor Up, Tensor Down)
{
    /// <summary>
    /// The mean of experts by how often each is used, after the hidden units of all are put in the first one's order.
    /// </summary>
    /// <param name="experts">The kept expert, then those merged into it, with uses.</param>
    public static ExpertWeights Centroid(IReadOnlyList<(ExpertWeights Weights, long Uses)> experts)
    {
        using var scope = NewDisposeScope();
        var (kept, all) = (experts[0].Weights, experts.Sum(expert => (double)expert.Uses));
        if (all == 0)
        {
            return kept;
        }

        var (gate, up, down) = (zeros_like(kept.Gate), zeros_like(kept.Up), zeros_like(kept.Down));
        foreach (var (weights, uses) in experts)
        {
            var order = ReferenceEquals(weights, kept)
                ? Held.Range(0, kept.Gate.shape[0])
                : tensor(weights.OrderLike(kept)); // [I]
            gate.Add_(weights.Gate.index_select(0, order).Times(uses / all));
            up.Add_(weights.Up.index_select(0, order).Times(uses / all));
            down.Add_(weights.Down.index_select(1, order).Times(uses / all));
        }

        return new(gate.MoveToOuterDisposeScope(), up.MoveToOuterDisposeScope(), down.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The order of this expert's hidden units in which its weights are nearest to another's: units can change places
    /// without changing what an expert gives. ‖a − b‖² is least where Σ over units of a · b is largest.
    /// </summary>
    /// <returns>[I], whole numbers.</returns>
    public long[] OrderLike(ExpertWeights other)
    {
        using var scope = NewDisposeScope();
        var scores = other.Units().matmul(Units().t()).to_type(ScalarType.Float64); // [I, I], other's unit by this one's
        return [.. LinearAssignment.Largest([.. scores.data<double>()], (int)Gate.shape[0]).Select(unit => (long)unit)];
    }

    /// <summary>All weights of each hidden unit, [I, 3h].</summary>
    private Tensor Units() => cat([Gate, Up, Down.t()], 1);
}
