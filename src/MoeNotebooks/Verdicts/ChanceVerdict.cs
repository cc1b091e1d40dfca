using System.Globalization;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>Whether the paper's criterion, the soft count, beats experts drawn at random, model by model.</summary>
public static class ChanceVerdict
{
    /// <summary>Judges.</summary>
    /// <param name="tests">The soft count against chance, one for each model.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Verdict Of(IReadOnlyList<ChanceTest> tests, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ChanceRow[] rows = [.. tests.Select(test => test.Row)];
        return new Verdict(
            "Table 2, soft count against chance",
            "The soft count is the best of the ways to choose experts; of half of them at random little can be expected.",
            "Soft count beats random: " + string.Join("; ", rows.Select(InWords)) + ".",
            Parts.Together([
                .. rows.Select(row =>
                    row.Beats switch
                    {
                        "yes" => true,
                        "no" => false,
                        _ => (bool?)null,
                    }
                ),
            ]),
            kind
        );
    }

    private static string InWords(ChanceRow row) =>
        Text(
            $"{row.Model}, {row.KeptPercent:0} % kept: {row.Beats}, {row.Difference:+0.0;-0.0;0.0} points ({row.Low95:0.0} to {row.High95:0.0} at 95 %), above {row.Above} of {row.Draws} draws, whose accuracies spread by {row.Spread:0.0}; "
        )
        + Text(
            $"by margin {(row.MarginLow95 > 0 ? "yes" : row.MarginHigh95 < 0 ? "no" : "undecided")} ({row.MarginLow95:0.00} to {row.MarginHigh95:0.00} nats)"
        );

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
