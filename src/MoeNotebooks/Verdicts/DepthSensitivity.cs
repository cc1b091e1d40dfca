using MathNet.Numerics.LinearAlgebra;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What one expert more is worth in a part of the depth.</summary>
/// <param name="Model">The model.</param>
/// <param name="Third">Which third of the MoE layers.</param>
/// <param name="PointsPerExpert">Points of the six-task mean for one expert more in every layer of the third.</param>
/// <param name="StandardError">Its standard error: of the paper's rows from how far they lie off the fit, of answers
/// from the questions.</param>
/// <param name="Experts">The mean numbers of experts that the rows give this third, from least to most.</param>
public sealed record DepthSensitivity(
    string Model,
    string Third,
    double PointsPerExpert,
    double StandardError,
    string Experts
)
{
    private static readonly string[] Thirds = ["first", "middle", "last"];

    /// <summary>
    /// Least squares of accuracy on the mean number of experts of each third of the layers, with a constant.
    /// </summary>
    /// <param name="curve">A model's allocations, at least five.</param>
    public static IReadOnlyList<DepthSensitivity> Of(AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var points = curve.Points.Where(point => point.MeasuredExperts is null).ToArray();
        var experts = points.Select(point => point.Experts).ToArray();
        var (x, fit) = Fit(experts);
        var y = Vector<double>.Build.Dense(points.Length, row => points[row].Accuracy);
        var slopes = fit * y;
        var variance = (y - (x * slopes)).PointwisePower(2).Sum() / Math.Max(1, points.Length - 4);
        var inverse = fit * fit.Transpose(); // of the normal equations
        return Rows(curve.Name, experts, third =>
            (slopes[third + 1], Math.Sqrt(variance * inverse[third + 1, third + 1]))
        );
    }

    /// <summary>The same from answers: a slope is a weighted sum of the allocations' accuracies, so that its error is
    /// worked out question by question, by clusters of related ones.</summary>
    /// <param name="mini">A model's sweep.</param>
    public static IReadOnlyList<DepthSensitivity> OfItems(MiniSkipping mini)
    {
        ArgumentNullException.ThrowIfNull(mini);
        var slopes = BaselineComparison.Compare([
            .. Thirds.Select((name, third) => (name, Contrast.Weighted(mini.Allocations, Slope(mini, third)))),
        ]);
        return Rows(mini.Curve.Name, [.. mini.Allocations.Select(point => point.Experts)], third =>
            (100 * slopes[third].Mean.Difference, 100 * slopes[third].Mean.StandardError)
        );
    }

    /// <summary>What each allocation's accuracy counts for in the slope of a third.</summary>
    internal static double[] Slope(MiniSkipping mini, int third) =>
        Fit([.. mini.Allocations.Select(point => point.Experts)]).Fit.Row(third + 1).ToArray();

    /// <summary>
    /// The design [points, 4] and what it makes of accuracies: a constant and three slopes [4, points].
    /// </summary>
    private static (Matrix<double> X, Matrix<double> Fit) Fit(IReadOnlyList<int>[] experts)
    {
        var x = Matrix<double>.Build.Dense(experts.Length, 4, (row, column) =>
            column == 0 ? 1 : Mean(experts[row], column - 1)
        );
        return (x, (x.Transpose() * x).PseudoInverse() * x.Transpose());
    }

    private static DepthSensitivity[] Rows(
        string model,
        IReadOnlyList<int>[] experts,
        Func<int, (double Slope, double Error)> of
    ) =>
        [
            .. Thirds.Select(
                (name, third) =>
                {
                    double[] means = [.. experts.Select(one => Mean(one, third))];
                    return new DepthSensitivity(
                        model,
                        name,
                        of(third).Slope,
                        of(third).Error,
                        FormattableString.Invariant($"{means.Min():0.0} to {means.Max():0.0}")
                    );
                }
            ),
        ];

    private static double Mean(IReadOnlyList<int> experts, int third)
    {
        var (from, to) = (third * experts.Count / 3, (third + 1) * experts.Count / 3);
        return to > from ? experts.Skip(from).Take(to - from).Average() : experts.Average();
    }
}
