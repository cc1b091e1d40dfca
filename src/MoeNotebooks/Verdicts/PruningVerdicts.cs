using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Paper;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What table 2 says of pruning, on the paper's own rows and on a model that was run.</summary>
public static class PruningVerdicts
{
    private const string SoftClaim =
        "Of all ways to choose the experts that stay, the soft count (the sum of routing weights) is best.";
    private const double Little = 5,
        HalfLow = 10,
        HalfHigh = 20,
        Useless = 5; // percent of the full model's score; the last in points above guessing

    /// <summary>The soft count on the paper's rows: whether its lead is more than question noise.</summary>
    /// <param name="rows">Table 2.</param>
    public static Verdict SoftCountOfRows(IReadOnlyList<PruningAccuracyRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var sizes = rows.GroupBy(row => row.Experts)
            .Where(size => size.Any(row => row.Method == "soft_count"))
            .OrderBy(size => size.Key)
            .Select(size =>
            {
                var (soft, other) = (
                    size.Single(row => row.Method == "soft_count"),
                    size.Where(row => row.Method != "soft_count").MaxBy(row => row.Scores.Mean)!
                );
                var noise = Math.Sqrt(Math.Pow(soft.Scores.StandardError, 2) + Math.Pow(other.Scores.StandardError, 2));
                return (size.Key, Lead: soft.Scores.Mean - other.Scores.Mean, Second: other.Method, Noise: noise);
            })
            .ToArray();
        var (first, clear) = (sizes.Count(size => size.Lead > 0), sizes.Count(size => size.Lead > 1.96 * size.Noise));
        return new Verdict(
            "Table 2, DeepSeek-V2-Lite, soft count",
            SoftClaim,
            $"It leads at {first} of {sizes.Length} sizes: "
                + string.Join(
                    "; ",
                    sizes.Select(size =>
                        Text(
                            $"{size.Key} experts, {size.Lead:+0.0;-0.0} points before {size.Second.Replace('_', ' ')} (two standard errors {1.96 * size.Noise:0.0})"
                        )
                    )
                )
                + Text(
                    $". At {clear} of them the lead is beyond question noise as two separate draws of questions would have it; both answered the same ones, so this is the upper bound."
                ),
            first < sizes.Length ? Agreement.Disagrees
                : clear == sizes.Length ? Agreement.Agrees
                : clear > 0 ? Agreement.AgreesInPart
                : Agreement.Undecided,
            ResultKind.Quoted
        );
    }

    /// <summary>The soft count on a model that was run, question by question.</summary>
    /// <param name="compared">The comparison.</param>
    public static Verdict SoftCount(PruningComparison compared)
    {
        ArgumentNullException.ThrowIfNull(compared);
        PruningRow[] others = [.. compared.Rows.Where(row => row.Criterion != CriterionFormula.SoftCount.Name)];
        PruningRow[] better = [.. others.Where(row => row.Finding == Finding.Better.InWords())],
            worse = [.. others.Where(row => row.Finding == Finding.Worse.InWords())];
        PruningRow[] chance = [.. others.Where(row => row.Criterion == PruningComparison.Random)];
        var beaten = chance.Length > 0 && chance.All(row => row.Finding == Finding.Worse.InWords());
        return new Verdict(
            $"Table 2, {compared.Model}, soft count",
            SoftClaim,
            Text(
                $"Of {others.Length} others, {worse.Length} are worse than the soft count, {better.Length} better, {others.Length - worse.Length - better.Length} neither, by paired tests corrected for their number"
            )
                + (
                    better.Length > 0
                        ? "; better: "
                            + string.Join(
                                ", ",
                                better.Select(row =>
                                    Text($"{row.Criterion} at {row.KeptPercent:0} % ({row.VsSoftCount:+0.0})")
                                )
                            )
                        : string.Empty
                )
                + Text(
                    $". By the right answer's margin, which is graded and sees more: {others.Count(row => row.MarginFinding == Finding.Worse.InWords())} worse, {others.Count(row => row.MarginFinding == Finding.Better.InWords())} better"
                )
                + ". Against chance: "
                + string.Join(
                    ", ",
                    chance.Select(row =>
                        Text(
                            $"{-row.VsSoftCount:+0.0;-0.0;0.0} at {row.KeptPercent:0} % ({-row.High95:0.0} to {-row.Low95:0.0})"
                        )
                    )
                )
                + ".",
            better.Length > 0 ? Agreement.Disagrees
                : others.Length > 0 && worse.Length == others.Length ? Agreement.Agrees
                : beaten ? Agreement.AgreesInPart
                : Agreement.Undecided,
            compared.Kind
        );
    }

    /// <summary>
    /// How much is lost: a little at three quarters, about 15 % at half, everything where experts are drawn at random.
    /// </summary>
    /// <param name="compared">The comparison, with sizes of 75 and 50 percent.</param>
    public static Verdict Losses(PruningComparison compared)
    {
        ArgumentNullException.ThrowIfNull(compared);
        PruningRow? Row(string criterion, double percent) =>
            compared.Rows.FirstOrDefault(row => row.Criterion == criterion && Math.Abs(row.KeptPercent - percent) < 1);
        double Percent(double points) => -100 * points / compared.Full;
        var (quarter, half, chance) = (
            Row(CriterionFormula.SoftCount.Name, 75),
            Row(CriterionFormula.SoftCount.Name, 50),
            Row(PruningComparison.Random, 50)
        );
        if (quarter is null || half is null || chance is null || compared.Guessing is not { } guessing)
        {
            return Losses(
                compared,
                "There is no soft count at 75 and 50 percent, no random choice at 50, or guessing's score is not known.",
                Agreement.Undecided
            );
        }

        bool?[] holds =
        [
            Within(Percent(quarter.LossHigh95), Percent(quarter.LossLow95), double.NegativeInfinity, Little),
            Within(Percent(half.LossHigh95), Percent(half.LossLow95), HalfLow, HalfHigh),
            Within(
                compared.Full + chance.LossLow95,
                compared.Full + chance.LossHigh95,
                double.NegativeInfinity,
                guessing + Useless
            ),
        ];
        return Losses(
            compared,
            Text(
                $"The soft count loses {Percent(quarter.Loss):0.0} % at three quarters ({Percent(quarter.LossHigh95):0.0} to {Percent(quarter.LossLow95):0.0} at 95 %) and {Percent(half.Loss):0.0} % at half ({Percent(half.LossHigh95):0.0} to {Percent(half.LossLow95):0.0}). "
            )
                + Text(
                    $"At random, half of the experts score {chance.Accuracy:0.0}; guessing scores {guessing:0.0}. At most {Little} % at three quarters: {Word(holds[0])}; {HalfLow} to {HalfHigh} % at half: {Word(holds[1])}; within {Useless} points of guessing at random: {Word(holds[2])}."
                ),
            Parts.Together(holds)
        );
    }

    /// <summary>
    /// Whether it matters which half stays: structured choices and random draws apart from each other.
    /// </summary>
    /// <param name="compared">The comparison, with index rules.</param>
    /// <param name="percent">The size looked at.</param>
    public static Verdict FewMatter(PruningComparison compared, double percent = 50)
    {
        ArgumentNullException.ThrowIfNull(compared);
        var size = compared
            .IndexRules.Keys.Where(kept => Math.Abs(kept - percent) < 1)
            .Cast<double?>()
            .FirstOrDefault();
        if (size is not { } at || compared.IndexRules[at] is not { } extremes)
        {
            return Few(compared, "There are no two index rules of that size.", Agreement.Undecided);
        }

        var draws = compared.Draws.GetValueOrDefault(at, []);
        return Few(
            compared,
            Text(
                $"With half of the experts, {extremes.Name}: {100 * extremes.Mean.Difference:+0.0} points ({100 * extremes.Corrected.Low:0.0} to {100 * extremes.Corrected.High:0.0} at 95 %, corrected for having picked the pair)"
            )
                + (
                    draws.Count > 1
                        ? Text(
                            $". {draws.Count} random draws score {draws.Min():0.0} to {draws.Max():0.0}, a standard deviation of {StandardError.Deviation(draws):0.0}"
                        )
                        : string.Empty
                )
                + ". The paper's four structured choices lie 13.2 points apart.",
            extremes.Finding == Finding.Better ? Agreement.Agrees
                : extremes.Corrected.High < 0.05 ? Agreement.Disagrees
                : Agreement.Undecided
        );
    }

    private static Verdict Losses(PruningComparison compared, string text, Agreement agreement) =>
        new(
            $"Table 2, {compared.Model}, losses",
            "Without a quarter of the experts little is lost, without half about 15 %; half of them at random are useless.",
            text,
            agreement,
            compared.Kind
        );

    private static Verdict Few(PruningComparison compared, string text, Agreement agreement) =>
        new(
            $"Table 2, {compared.Model}, choices",
            "Structured choices (even, odd, first, last) differ widely, so a few experts matter very much.",
            text,
            agreement,
            compared.Kind
        );

    /// <summary>
    /// Whether an interval lies inside limits, or outside; <see langword="null"/> where it crosses one.
    /// </summary>
    private static bool? Within(double low, double high, double from, double to) =>
        low >= from && high <= to ? true
        : high < from || low > to ? false
        : null;

    private static string Word(bool? holds) =>
        holds switch
        {
            true => "yes",
            false => "no",
            _ => "undecided",
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
