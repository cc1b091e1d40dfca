using System.Globalization;
using MathNet.Numerics.Distributions;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>Whether the best of many allocations is better than the full model, or only the luckiest.</summary>
public static class BestRowVerdict
{
    private const double Level = 0.05;

    /// <summary>Figure 4b: fewer experts, better answers.</summary>
    /// <param name="curve">The model's allocations, with both its noises.</param>
    public static Verdict Of(AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        AccuracyPoint[] fewer = [.. curve.Points.Where(point => point.MeanExperts < curve.Trained)];
        if (fewer.Length == 0 || curve is not { RunError: { } run, QuestionError: { } question })
        {
            return Verdict(
                curve,
                "best row",
                "There is no row with fewer experts, or nothing to judge its noise by.",
                Agreement.Undecided
            );
        }

        var best = fewer.MaxBy(point => point.Accuracy)!;
        var gain = best.Accuracy - curve.Baseline;
        var (again, others) = (Corrected(gain, run, fewer.Length), Corrected(gain, question, fewer.Length));
        return Verdict(
            curve,
            "row " + best.Name,
            Text(
                $"The best of {fewer.Length} rows with fewer experts is {best.Name}: {gain:+0.00;-0.00} points against the full model. The best of so many rows no better than it would lie "
            )
                + Text(
                    $"{Luck(fewer.Length) * run:F2} points above by run noise ({run:F2}) alone. Corrected for having looked at all, p = {again:0.00} on these questions, and {others:0.00} on others "
                )
                + Text(
                    $"(question noise {question:F2} for one mean, the upper bound for two models that answer the same questions). "
                )
                + (
                    gain <= 0 ? "No row is better."
                    : again > Level ? "It may be a tie, which would still be a good result for fewer experts."
                    : "More than the luck of the best on these questions."
                ),
            gain <= 0 ? Agreement.Disagrees
                : again > Level ? Agreement.Undecided
                : others > Level ? Agreement.AgreesInPart
                : Agreement.Agrees
        );
    }

    /// <summary>
    /// The chance that the best of so many equal rows gains as much: Šidák's correction of a one-sided test of two
    /// noisy means.
    /// </summary>
    private static double Corrected(double gain, double error, int rows)
    {
        var p =
            error > 0 ? Normal.CDF(0, 1, -gain / (Math.Sqrt(2) * error))
            : gain > 0 ? 0
            : 1;
        return 1 - Math.Pow(1 - p, rows);
    }

    /// <summary>
    /// How many deviations the largest of so many normal numbers lies above their mean, to be expected (Blom 1958).
    /// </summary>
    private static double Luck(int rows) => Normal.InvCDF(0, 1, (rows - 0.375) / (rows + 0.25));

    private static Verdict Verdict(AccuracyCurve curve, string row, string text, Agreement agreement) =>
        new(
            $"Figure 4, {curve.Name}, {row}",
            "(6,8,8,61) scores 73.3 against the full model's 73.0: fewer experts, better answers.",
            text,
            agreement,
            curve.Kind
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
