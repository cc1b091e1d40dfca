using MoeNotebooks.Paper;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Results;

/// <summary>The accuracy of one allocation of experts to layers, as a point of figure 4.</summary>
/// <param name="Name">The allocation, as the interactive chart shows it.</param>
/// <param name="Experts">Active experts of every MoE layer.</param>
/// <param name="Accuracy">The six-task mean in percent.</param>
/// <param name="StandardError">Its standard error in points; <see langword="null"/> where none is known.</param>
public sealed record AccuracyPoint(
    string Name,
    IReadOnlyList<int> Experts,
    double Accuracy,
    double? StandardError = null
)
{
    /// <summary>
    /// Experts per token that were counted, where each token has its own number; <see langword="null"/> for
    /// <see cref="Experts"/>'.
    /// </summary>
    public double? MeasuredExperts { get; init; }

    /// <summary>Active experts, the mean over the MoE layers.</summary>
    public double MeanExperts => MeasuredExperts ?? Experts.Average();

    /// <summary>How the number of experts runs over the layers.</summary>
    public AllocationShape Shape => AllocationShapes.Of(Experts);

    /// <summary>A row of table 10 or 11.</summary>
    /// <param name="row">The row.</param>
    /// <param name="moeLayers">MoE layers of the row's model: 26 of V2-Lite, 58 of V3.</param>
    /// <param name="trained">Active experts that the model was trained with.</param>
    /// <param name="rounding">How interpolated numbers become whole ones.</param>
    public static AccuracyPoint Of(
        AllocationRow row,
        int moeLayers,
        int trained,
        AllocationRounding rounding = AllocationRounding.HalfToEven
    )
    {
        ArgumentNullException.ThrowIfNull(row);
        var allocation = new Allocation(row.B, row.H, row.E, row.P) { Rounding = rounding };
        return new AccuracyPoint(row.Name, allocation.ActiveExperts(moeLayers, trained), row.Scores.Mean);
    }
}
