using System.ComponentModel;
using MathNet.Numerics.LinearAlgebra;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// How far a model's allocations lie off one smooth curve of the mean number of experts: what "unstable" means in a
/// number.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Range">Which allocations: all of them, or those with a third of the trained experts or more in every
/// layer.</param>
/// <param name="Allocations">How many allocations.</param>
/// <param name="Spread">Their standard deviation around the curve, in points.</param>
/// <param name="Noise">How much of it chance makes: of the paper's rows run noise, of answers the noise of the
/// questions.</param>
/// <param name="Beyond">What is left: how much it matters which layers give up the experts.</param>
public sealed record Roughness(
    string Model,
    [property: DisplayName("Allocations with")] string Range,
    int Allocations,
    [property: DisplayName("Spread (points)")] double Spread,
    [property: DisplayName("Of which chance")] double Noise,
    [property: DisplayName("Beyond chance")] double Beyond
)
{
    /// <summary>Terms of the curve: a constant, the mean number of experts and its square.</summary>
    internal const int Terms = 3;

    private const string Any = "any number in a layer";
    private const string Third = "a third or more in each";

    /// <summary>From all rows, without their answers.</summary>
    /// <param name="curve">The model's allocations, more than three.</param>
    public static Roughness Of(AccuracyCurve curve) => Of(curve, Any, _ => true);

    /// <summary>From the rows with a third of the trained experts or more in every layer: where a curve is steepest, a
    /// parabola follows it worst, and one model's rows may go there while another's do not.</summary>
    /// <param name="curve">The model's allocations, more than three of them in that range.</param>
    public static Roughness OfThird(AccuracyCurve curve) =>
        Of(curve, Third, point => 3 * point.Experts.Min() >= curve.Trained);

    /// <summary>
    /// From answers: every allocation's distance from the curve is a weighted sum of accuracies, and has the error that
    /// questions give it.
    /// </summary>
    /// <param name="mini">A model's sweep, with more than three allocations.</param>
    public static Roughness OfItems(MiniSkipping mini)
    {
        var off = ClusterResiduals.Of(mini);
        return Row(mini.Curve.Name, Third, off.Allocations, 10_000 * off.Spread, 10_000 * off.Noise);
    }

    /// <summary>[points, points] what makes distances from the curve of accuracies.</summary>
    internal static Matrix<double> Residuals(IReadOnlyList<double> means)
    {
        var x = Matrix<double>.Build.Dense(means.Count, Terms, (row, column) =>
            Math.Pow(means[row] / means.Max(), column)
        );
        return Matrix<double>.Build.DenseIdentity(means.Count)
            - (x * (x.Transpose() * x).PseudoInverse() * x.Transpose());
    }

    private static Roughness Of(AccuracyCurve curve, string range, Func<AccuracyPoint, bool> within)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var points = curve.Points.Where(point => point.MeasuredExperts is null && within(point)).ToArray();
        var off =
            Residuals([.. points.Select(point => point.MeanExperts)])
            * Vector<double>.Build.Dense([.. points.Select(point => point.Accuracy)]);
        return Row(
            curve.Name,
            range,
            points.Length,
            off.DotProduct(off) / (points.Length - Terms),
            Square(curve.RunError ?? 0)
        );
    }

    private static Roughness Row(string model, string range, int points, double spread, double noise) =>
        new(model, range, points, Math.Sqrt(spread), Math.Sqrt(noise), Math.Sqrt(Math.Max(0, spread - noise)));

    private static double Square(double value) => value * value;
}
