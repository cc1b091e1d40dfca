using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Whether what a model loses by skipping is lost with the experts, or by its own rule for the weights of those that
/// stay.
/// </summary>
public static class RuleVerdict
{
    private const string Claim =
        "What is lost by skipping is lost with the skipped experts, whatever is done with the weights of those that stay.";

    /// <summary>
    /// A model for which the other rule is better speaks against the claim, one for which it is worse speaks for it.
    /// </summary>
    /// <param name="rows">The rules side by side.</param>
    /// <param name="kind">Where the answers come from.</param>
    public static Verdict Of(IReadOnlyList<RuleRow> rows, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new(
            "Figure 4, weights after skipping",
            Claim,
            rows.Count == 0 ? "No model was asked under both rules." : string.Join(" ", rows.Select(Text)),
            Parts.Together([
                .. rows.Select(row =>
                    row.Finding == Finding.Better.InWords() ? false
                    : row.Finding == Finding.Worse.InWords() ? true
                    : (bool?)null
                ),
            ]),
            kind
        );
    }

    private static string Text(RuleRow row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Model} with {row.Experts}: {row.OwnLoss:+0.00;-0.00;0.00} points under its own rule; {row.OtherRule}: {row.OtherLoss:+0.00;-0.00;0.00}, a difference of {row.Difference:+0.00;-0.00;0.00} ({row.Low:0.00} to {row.High:0.00}), {row.Finding}."
        );
}
