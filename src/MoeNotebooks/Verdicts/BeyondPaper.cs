using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>Ways to use fewer experts side by side: skipped alike in all layers, searched, adaptive, batch-aware, pruned, and both.</summary>
public sealed class BeyondPaper
{
    /// <summary>The family of the paper's own way: the same number in every layer.</summary>
    public const string Uniform = "same number everywhere";

    private readonly List<(BeyondPoint Point, SweepPoint Swept)> _all;

    private BeyondPaper(List<(BeyondPoint, SweepPoint)> all, string setting) => (_all, Setting) = (all, setting);

    /// <summary>The ways, the trained model first.</summary>
    public IReadOnlyList<BeyondPoint> Points => [.. _all.Select(one => one.Point)];

    /// <summary>What steps are predicted for.</summary>
    public string Setting { get; }

    /// <summary>The points that no other beats in both predicted speed and accuracy, slowest first.</summary>
    public IReadOnlyList<BeyondPoint> Front => ParetoFront.Of(Points, point => -point.StepMilliseconds, point => point.Accuracy);

    /// <summary>Evaluates and times every way; the first must be the trained model without a mask.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The questions, none of which chose a policy or a mask.</param>
    /// <param name="ways">Family, policy and mask of each way.</param>
    /// <param name="served">The model whose decode step is predicted, with the same shares of experts per token, distinct and kept.</param>
    /// <param name="stepTokens">Sequences that decode together.</param>
    /// <param name="options">Progress; answers are not kept, because experts are counted while they are computed.</param>
    /// <param name="cancellationToken">Stops between two units of questions.</param>
    public static async Task<BeyondPaper> RunAsync(
        MoeModel model, IReadOnlyList<EncodedTask> tasks, IReadOnlyList<(string Family, RoutingPolicy Policy, ExpertMask? Mask)> ways,
        ServedModel served, int stepTokens = 16, SweepOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(ways);
        if (ways is not [(_, TrainedTopK, null), ..])
        {
            throw new MoeUsageException("ways", "must begin with the trained model, without a mask: it is what all others are compared with");
        }

        var full = new LocalScorer(model, new ScoringOptions { StepTokens = stepTokens }) { BosRule = model.Tokenizer.BosRule };
        var points = new SweepPoint[ways.Count];
        foreach (var masked in ways.Index().GroupBy(way => way.Item.Mask?.Digest ?? string.Empty))
        {
            var sweep = await Sweep.RunAsync(full.Under(masked.First().Item.Mask), tasks, [.. masked.Select(way => way.Item.Policy)], (options ?? new()) with { Journal = null }, cancellationToken);
            foreach (var (way, point) in masked.Zip(sweep.Points))
            {
                points[way.Index] = point;
            }
        }

        var comparisons = new SweepResult(points, 0, 0, 0).CompareWith(points[0]);
        int[][] prompts = [.. tasks.SelectMany(task => task.Requests).Take(stepTokens).Select(choices => choices[0].Context)];
        var speeds = DecodeSpeed.TokensPerSecond(model, [.. ways.Select(way => (way.Policy, way.Mask))], prompts);
        var rule = model.Config.Moe.Router;
        DecodeForecast[] steps = [.. ways.Zip(points, (way, point) => DecodeForecast.Of(served, Scaled(served, rule, way.Mask, point), stepTokens))];
        return new([.. ways.Select((way, i) => (PointOf(way, points[i], comparisons[i], steps[i], steps[0], speeds[i] / speeds[0]), points[i]))], $"{served.Name}, {steps[0].Setting}");
    }

    /// <summary>Newer ways against the same number everywhere, where they are at least as fast as predicted: paired, corrected for all pairs.</summary>
    /// <returns>For each pair the newer way, the paper's and the comparison.</returns>
    public IReadOnlyList<(BeyondPoint Newer, BeyondPoint Papers, Comparison Comparison)> Pairs(Measure measure = Measure.Accuracy)
    {
        var pairs = (from newer in _all.Skip(1)
                     where newer.Point.Family != Uniform
                     let slower = _all.Skip(1).Where(one => one.Point.Family == Uniform && one.Point.StepMilliseconds >= newer.Point.StepMilliseconds)
                     where slower.Any()
                     select (newer, papers: slower.MaxBy(one => one.Swept.Mean))).ToArray();
        var comparisons = BaselineComparison.Compare([.. pairs.Select(pair => (pair.newer.Point.Name, pair.newer.Swept.PairWith(pair.papers.Swept, measure)))]);
        return [.. pairs.Zip(comparisons, (pair, comparison) => (pair.newer.Point, pair.papers.Point, comparison))];
    }

    /// <summary>The shares of experts used here, of the served model's experts.</summary>
    private static IReadOnlyList<ExpertLoad> Scaled(ServedModel served, RouterRule rule, ExpertMask? mask, SweepPoint point)
    {
        var kept = (int)Math.Max(served.TrainedTopK, Math.Round(served.Experts * (mask?.Kept.Values.Average(layer => layer.Count) ?? rule.Experts) / rule.Experts));
        return [new(kept, Math.Min(served.TrainedTopK, kept), served.MoeLayers)
        {
            PerToken = served.TrainedTopK * point.MeanExperts / rule.TrainedTopK,
            Distinct = Math.Min(kept, served.Experts * (point.DistinctExperts ?? throw new MoeUsageException("experts", "were not counted")) / rule.Experts),
        }];
    }

    private static BeyondPoint PointOf(
        (string Family, RoutingPolicy Policy, ExpertMask? Mask) way, SweepPoint point, Comparison comparison, DecodeForecast step, DecodeForecast trained, double measured) => new(
            way.Family,
            way.Policy + (way.Mask is { } mask ? $", {mask.Kept.Values.Average(layer => layer.Count):0} experts kept" : string.Empty),
            point.MeanExperts, point.DistinctExperts ?? double.NaN, 100 * point.Mean, 100 * point.StandardError, 100 * comparison.Mean.Difference, comparison.CorrectedP,
            comparison.Finding.InWords(), step.Milliseconds, trained.Milliseconds / step.Milliseconds, measured);
}
