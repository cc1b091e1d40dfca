using MathNet.Numerics.LinearAlgebra;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What one expert more is worth in a part of the depth.</summary>
/// <param name="Model">The model.</param>
/// <param name="Third">Which third of the MoE layers.</param>
/// <param name="PointsPerExpert">Points of the six-task mean for one expert more in every layer of the third.</param>
/// <param name="StandardError">Its standard error, from how far the rows lie off the fit.</param>
/// <param name="Experts">The mean numbers of experts that the rows give this third, from least to most.</param>
public sealed record DepthSensitivity(string Model, string Third, double PointsPerExpert, double StandardError, string Experts)
{
    private static readonly string[] Thirds = ["first", "middle", "last"];

    /// <summary>Least squares of accuracy on the mean number of experts of each third of the layers, with a constant.</summary>
    /// <param name="curve">A model's allocations, at least five.</param>
    public static IReadOnlyList<DepthSensitivity> Of(AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var points = curve.Points.Where(point => point.MeasuredExperts is null).ToArray();
        var means = points.Select(point => Enumerable.Range(0, 3).Select(third => Mean(point.Experts, third)).ToArray()).ToArray();
        var x = Matrix<double>.Build.Dense(points.Length, 4, (row, column) => column == 0 ? 1 : means[row][column - 1]);
        var y = Vector<double>.Build.Dense(points.Length, row => points[row].Accuracy);
        var inverse = (x.Transpose() * x).PseudoInverse();
        var slopes = inverse * (x.Transpose() * y);
        var variance = (y - (x * slopes)).PointwisePower(2).Sum() / Math.Max(1, points.Length - 4);
        return [.. Thirds.Select((name, third) => new DepthSensitivity(
            curve.Name, name, slopes[third + 1], Math.Sqrt(variance * inverse[third + 1, third + 1]),
            FormattableString.Invariant($"{means.Min(row => row[third]):0.0} to {means.Max(row => row[third]):0.0}")))];
    }

    private static double Mean(IReadOnlyList<int> experts, int third)
    {
        var (from, to) = (third * experts.Count / 3, (third + 1) * experts.Count / 3);
        return to > from ? experts.Skip(from).Take(to - from).Average() : experts.Average();
    }
}
