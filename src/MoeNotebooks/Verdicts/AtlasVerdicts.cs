using System.Globalization;
using MathNet.Numerics.Statistics;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>What single experts say about one of the paper's sentences.</summary>
public static class AtlasVerdicts
{
    private const double Top = 0.05,
        Much = 0.25,
        Even = 0.10; // shares of experts, and of what all of them do

    /// <summary>Whether a few experts matter much more than the others, by leaving each out.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="ablated">Its experts, all or a sample.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Verdict Critical(string model, IReadOnlyList<AblatedExpert> ablated, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(ablated);
        double[] moved = [.. ablated.Select(expert => Math.Max(0, expert.Divergence)).OrderDescending()];
        var top = Math.Max(1, (int)Math.Round(Top * moved.Length));
        var (share, total, median) = (moved.Take(top).Sum(), moved.Sum(), moved.Median());
        var first = ablated.MaxBy(expert => expert.Divergence);
        return new Verdict(
            $"Table 2, {model}, single experts",
            "A few experts matter very much.",
            total <= 0 || first is null
                ? "Leaving single experts out changes nothing here."
                : Text(
                    $"Of {ablated.Count} experts left out one at a time, the first {100 * Top:0} % do {100 * share / total:0} % of all the harm; the most critical, expert {first.Expert} of layer {first.Layer}, moves predictions by {first.Divergence:0.000} nats per token, {(median > 0 ? first.Divergence / median : double.PositiveInfinity):0} times the median. "
                )
                    + Text(
                        $"Harm follows use with a rank correlation of {Correlation.Spearman(ablated.Select(expert => expert.UsedPercent), ablated.Select(expert => expert.Divergence)):0.00}."
                    ),
            total <= 0 ? Agreement.Undecided
                : share / total >= Much ? Agreement.Agrees
                : share / total < Even ? Agreement.Disagrees
                : Agreement.AgreesInPart,
            kind
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
