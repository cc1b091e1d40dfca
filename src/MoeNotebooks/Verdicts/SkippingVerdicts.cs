using System.Globalization;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// What the paper's rows say of its sentences on how much accuracy skipping costs. Changes are relative, as the paper's
/// are.
/// </summary>
public static class SkippingVerdicts
{
    private const double TwoOnAverage = -7.5;
    private const double TwoAtBest = -6;
    private const double WithinPercent = 1;

    /// <summary>Figure 4a: what two experts in every layer cost, on average and at best: two claims.</summary>
    /// <param name="curve">The model's allocations, with its question noise.</param>
    public static Verdict TwoExperts(AccuracyCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        double[] scores =
        [
            .. curve.Points.Where(point => point.Experts.All(k => k == 2)).Select(point => point.Accuracy),
        ];
        if (scores.Length == 0)
        {
            return Two(curve, "No row has two experts in every layer.", Agreement.Undecided);
        }

        var (mean, best) = (Change(scores.Average(), curve), Change(scores.Max(), curve));
        var error = Percent(curve.QuestionError ?? 0, curve);
        var (average, atBest) = (Math.Abs(mean - TwoOnAverage) <= error, Math.Abs(best - TwoAtBest) <= error);
        return Two(
            curve,
            Text(
                $"{mean:F1} % on average over {scores.Length} rows of the full model's {curve.Baseline:F1}, {best:F1} % at best. Other questions would move a mean by {error:F1} % "
            )
                + Text(
                    $"(question noise, one standard error), so the average {(average ? "fits" : "does not fit")} and the best {(atBest ? "fits" : "does not fit")}. The same questions again move it by "
                )
                + Text(
                    $"{Percent(curve.RunError ?? 0, curve):F1} % (run noise). Which rows the paper counts as 'two experts' it does not say."
                ),
            Parts.Together(average, atBest)
        );
    }

    /// <summary>
    /// Figure 4a: how little a moderate cut costs, under every rule of rounding: which rows are within the cut depends
    /// on it.
    /// </summary>
    /// <param name="curve">The model's allocations under a rule.</param>
    /// <param name="share">The share of the trained number of experts that stays; the paper's is 3.3 of 6.</param>
    public static Verdict ModerateCut(Func<AllocationRounding, AccuracyCurve> curve, double share = 3.3 / 6)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var found = Enum.GetValues<AllocationRounding>().Select(rule => Best(rule, curve(rule), share)).ToArray();
        var first = curve(AllocationRounding.HalfToEven);
        var noise = 2 * Percent(first.RunError ?? 0, first);
        var holds = found.Count(best => best.Change >= -WithinPercent - noise);
        return new Verdict(
            $"Figure 4, {first.Name}, 55 % of the experts",
            "With 3.3 of 6 experts on average, accuracy stays within 1 %.",
            Text(
                $"The best allocation with at most {share * first.Trained:F1} experts on average, by rule of rounding, which the paper leaves open: "
            )
                + string.Join("; ", found.Select(best => best.Text))
                + ". "
                + Text(
                    $"So {found.Min(best => best.Change):+0.0;-0.0} to {found.Max(best => best.Change):+0.0;-0.0} %; within 1 %, give or take {noise:F1} % of run noise, under {holds} of {found.Length} rules. "
                )
                + "Each is the best of several, so the same allocation would do a little worse on new questions.",
            holds == found.Length ? Agreement.Agrees
                : holds > 0 ? Agreement.AgreesInPart
                : Agreement.Disagrees,
            first.Kind
        );
    }

    private static Verdict Two(AccuracyCurve curve, string text, Agreement agreement) =>
        new(
            $"Figure 4a, {curve.Name}",
            "Two experts in every layer cost 7.5 % on average, 6 % at best.",
            text,
            agreement,
            curve.Kind
        );

    private static (double Change, string Text) Best(AllocationRounding rule, AccuracyCurve curve, double share)
    {
        var best = curve
            .Points.Where(point => point.MeanExperts <= share * curve.Trained)
            .MaxBy(point => point.Accuracy);
        return best is null
            ? (double.NegativeInfinity, $"{Name(rule)}: none")
            : (
                Change(best.Accuracy, curve),
                Text($"{Name(rule)} {best.Name} with {best.MeanExperts:F2}, {Change(best.Accuracy, curve):+0.0;-0.0} %")
            );
    }

    private static string Name(AllocationRounding rule) =>
        rule switch
        {
            AllocationRounding.HalfUp => "halves up",
            AllocationRounding.Down => "down",
            AllocationRounding.Up => "up",
            _ => "halves to even",
        };

    private static double Change(double accuracy, AccuracyCurve curve) => Percent(accuracy - curve.Baseline, curve);

    private static double Percent(double points, AccuracyCurve curve) => 100 * points / curve.Baseline;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
