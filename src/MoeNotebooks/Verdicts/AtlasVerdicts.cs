using System.Globalization;
using MathNet.Numerics.Statistics;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Verdicts;

/// <summary>What the atlas of a router says about two of the paper's sentences.</summary>
public static class AtlasVerdicts
{
    private const double Top = 0.05, Much = 0.25, Even = 0.10; // shares of experts, and of what all of them do

    /// <summary>Whether a sigmoid router spreads a token's weight more evenly over its choices than a softmax router, so that skipping takes more
    /// away.</summary>
    /// <param name="models">Models with their counts, recorded as trained and with weights.</param>
    public static Verdict Explanation(IReadOnlyList<(string Model, RoutingSummary Summary)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var lost = models.Select(model => (model.Model, model.Summary.Header.Rule.Scoring, Half: RankShares.Lost(model.Summary, 0.5))).ToArray();
        var (soft, sigmoid) = (lost.Where(model => model.Scoring == Scoring.Softmax).ToArray(),
            lost.Where(model => model.Scoring == Scoring.Sigmoid).ToArray());
        return new Verdict(
            "Figure 4b, routers",
            "V3 answers less smoothly to skipping than V2-Lite; their routers differ: a sigmoid scores each expert by itself, a softmax makes experts compete.",
            "Put to the test is whether a sigmoid spreads a token's weight more evenly, so that skipping takes more away. The lower half of a token's choices holds: "
            + string.Join("; ", lost.Select(model => Text($"{model.Model} ({model.Scoring.ToString().ToLowerInvariant()}) {100 * model.Half:0.0} % of its weight")))
            + (soft.Length == 0 || sigmoid.Length == 0 ? ". Only one sort of router is here, so there is nothing to compare."
                : "; half would be even. This is about weights alone; what experts give counts too."),
            soft.Length == 0 || sigmoid.Length == 0 ? Agreement.Undecided
            : sigmoid.Min(model => model.Half) > soft.Max(model => model.Half) ? Agreement.Agrees
            : sigmoid.Max(model => model.Half) <= soft.Min(model => model.Half) ? Agreement.Disagrees
            : Agreement.AgreesInPart,
            ResultKind.Synthetic);
    }

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
            $"Table 2, {model}, single experts", "A few experts matter very much.",
            total <= 0 || first is null ? "Leaving single experts out changes nothing here." :
            Text($"Of {ablated.Count} experts left out one at a time, the first {100 * Top:0} % do {100 * share / total:0} % of all the harm; the most critical, expert {first.Expert} of layer {first.Layer}, moves predictions by {first.Divergence:0.000} nats per token, {(median > 0 ? first.Divergence / median : double.PositiveInfinity):0} times the median. ")
            + Text($"Harm follows use with a rank correlation of {Correlation.Spearman(ablated.Select(expert => expert.UsedPercent), ablated.Select(expert => expert.Divergence)):0.00}."),
            total <= 0 ? Agreement.Undecided : share / total >= Much ? Agreement.Agrees : share / total < Even ? Agreement.Disagrees : Agreement.AgreesInPart,
            kind);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
