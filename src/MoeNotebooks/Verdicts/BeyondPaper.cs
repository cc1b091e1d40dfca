using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Ways to use fewer experts side by side: skipped alike in all layers, searched, adaptive, batch-aware, pruned, and
/// both.
/// </summary>
public sealed class BeyondPaper
{
    /// <summary>The family of the paper's own way to skip: the same number in every layer.</summary>
    public const string Uniform = "same number everywhere";

    /// <summary>The family of the paper's own way to prune: by soft counts.</summary>
    public const string SoftCount = "pruned, soft count";

    private const int DecodedTokens = 8;

    private readonly List<(BeyondPoint Point, SweepPoint Swept)> _all;
    private readonly ScaledStep _step;

    private BeyondPaper(List<(BeyondPoint, SweepPoint)> all, ScaledStep step, string setting) =>
        (_all, _step, Setting) = (all, step, setting);

    /// <summary>The ways, the trained model first.</summary>
    public IReadOnlyList<BeyondPoint> Points => [.. _all.Select(one => one.Point)];

    /// <summary>What steps are predicted for.</summary>
    public string Setting { get; }

    /// <summary>Where the answers come from.</summary>
    public ResultKind Kind => QuestionKind.Of(_all[0].Swept.Tasks.Select(task => task.Task));

    /// <summary>The points that no other beats in both predicted speed and accuracy, slowest first.</summary>
    public IReadOnlyList<BeyondPoint> Front =>
        ParetoFront.Of(Points, point => -point.StepMilliseconds, point => point.Accuracy);

    /// <summary>The same number everywhere with the speed that an H100 had with so many of V2-Lite's six experts: times
    /// the speed with all six, by libtorch's operators. Empty for another served model, another number of experts, or a
    /// batch that was not measured.</summary>
    public IReadOnlyList<(double Speedup, BeyondPoint Point)> OnH100
    {
        get
        {
            MeasuredRow[] rows =
                _step.Served.Name == "deepseek-v2-lite" && _step.Rule.TrainedTopK == _step.Served.TrainedTopK
                    ?
                    [
                        .. MeasuredRow
                            .Bundled("h100-decode")
                            .Where(row => row.Test == "skip" && row.Tokens == _step.Requests),
                    ]
                    : [];
            // Rows there are have it
            var full = rows.FirstOrDefault(row => row.Active == _step.Served.TrainedTopK)?.Measured ?? double.NaN;
            return
            [
                .. from point in Points
                where point.Family == Uniform
                from row in rows
                where row.Active == point.Experts
                select (row.Measured / full, point),
            ];
        }
    }

    /// <summary>Evaluates and times every way; the first must be the trained model without a mask.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The questions, none of which chose a policy or a mask.</param>
    /// <param name="ways">Family, policy and mask of each way; what comes twice, by whatever name, is there
    /// once.</param>
    /// <param name="served">The model whose decode step is predicted, with the same shares of experts per token,
    /// distinct and kept.</param>
    /// <param name="requests">Requests that it decodes together; <see cref="ScaledStep.Tokens"/> of the model's own
    /// tokens make as full a step.</param>
    /// <param name="timed">Whether to time decoding on this machine, which takes as long as some hundred
    /// questions.</param>
    /// <param name="options">Progress; answers are not kept, because experts are counted while they are
    /// computed.</param>
    /// <param name="cancellationToken">Stops between two units of questions.</param>
    public static async Task<BeyondPaper> RunAsync(
        MoeModel model,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<(string Family, RoutingPolicy Policy, ExpertMask? Mask)> ways,
        ServedModel served,
        int requests = 16,
        bool timed = true,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(ways);
        if (ways is not [(_, TrainedTopK, null), ..])
        {
            throw new MoeUsageException(
                "ways",
                "must begin with the trained model, without a mask: it is what all others are compared with"
            );
        }

        var step = new ScaledStep(served, model.Config.Moe.Router, requests);
        var full = new LocalScorer(model, new ScoringOptions { StepTokens = step.Tokens })
        {
            BosRule = model.Tokenizer.BosRule,
        };
        ways = [.. ways.DistinctBy(way => full.Under(way.Mask).Describe(way.Policy, fewShot: 0).Conditions.Key)];
        var points = new SweepPoint[ways.Count];
        foreach (var masked in ways.Index().GroupBy(way => way.Item.Mask?.Digest ?? string.Empty))
        {
            var sweep = await Sweep.RunAsync(
                full.Under(masked.First().Item.Mask),
                tasks,
                [.. masked.Select(way => way.Item.Policy)],
                (options ?? new()) with
                {
                    Journal = null,
                },
                cancellationToken
            );
            foreach (var (way, point) in masked.Zip(sweep.Points))
            {
                points[way.Index] = point;
            }
        }

        var comparisons = new SweepResult(points, 0, 0, 0).CompareWith(points[0]);
        int[][] prompts =
        [
            .. tasks.SelectMany(task => task.Requests).Take(step.Tokens).Select(choices => choices[0].Context),
        ];
        var speeds = timed
            ? DecodeSpeed.TokensPerSecond(
                model,
                [.. ways.Select(way => (way.Policy, way.Mask))],
                prompts,
                DecodedTokens
            )
            : null;
        DecodeForecast[] steps =
        [
            .. ways.Zip(points, (way, point) =>
                step.Of(
                    point.MeanExperts,
                    point.DistinctExperts ?? throw new MoeUsageException("experts", "were not counted"),
                    Kept(way.Mask)
                )
            ),
        ];
        return new(
            [
                .. ways.Select(
                    (way, i) =>
                        (
                            PointOf(
                                full.Name,
                                way,
                                points[i],
                                comparisons[i],
                                steps[i],
                                steps[0],
                                speeds?[i] / speeds?[0]
                            ),
                            points[i]
                        )
                ),
            ],
            step,
            $"{served.Name}, {steps[0].Setting}"
        );
    }

    /// <summary>Every way but the same number everywhere against that at exactly its predicted cost: paired, corrected
    /// for all pairs of all models. Where the cost lies between two numbers of experts, the control uses both, each in
    /// the share of the steps that makes up the cost. Ways cheaper than the smallest number, or dearer than the trained
    /// model, have no such control and are left out.</summary>
    /// <param name="models">One result per model.</param>
    /// <param name="measure">What is compared.</param>
    public static IReadOnlyList<BeyondPair> Pairs(IReadOnlyList<BeyondPaper> models, Measure measure = Measure.Accuracy)
    {
        ArgumentNullException.ThrowIfNull(models);
        var pairs = models.SelectMany(model => model.Controls(measure)).ToArray();
        var comparisons = BaselineComparison.Compare([.. pairs.Select(pair => (pair.Way.Name, pair.Tasks))]);
        return [.. pairs.Zip(comparisons, (pair, comparison) => new BeyondPair(pair.Way, pair.Control, comparison))];
    }

    private IEnumerable<(BeyondPoint Way, string Control, IReadOnlyList<PairedTask> Tasks)> Controls(Measure measure)
    {
        var papers = _all.Where((one, i) => i == 0 || one.Point.Family == Uniform)
            .OrderBy(one => one.Point.StepMilliseconds)
            .ToArray();
        double[] costs = [.. papers.Select(one => one.Point.StepMilliseconds)];
        return from one in _all.Skip(1)
            where one.Point.Family != Uniform
            let control = EqualCost.Of(costs, one.Point.StepMilliseconds)
            where control is not null
            let cheaper = papers[control.Cheaper]
            let dearer = papers[control.Dearer]
            select (
                one.Point,
                Words(control, cheaper.Point.Name, dearer.Point.Name),
                control.Pair(one.Swept, cheaper.Swept, dearer.Swept, measure)
            );
    }

    private static string Words(EqualCost control, string cheaper, string dearer) =>
        control.Cheaper == control.Dearer
            ? dearer
            : FormattableString.Invariant($"{dearer} in {100 * control.Share:0} % of the steps, else {cheaper}");

    private static double? Kept(ExpertMask? mask) => mask?.Kept.Values.Average(layer => layer.Count);

    private static BeyondPoint PointOf(
        string model,
        (string Family, RoutingPolicy Policy, ExpertMask? Mask) way,
        SweepPoint point,
        Comparison comparison,
        DecodeForecast step,
        DecodeForecast trained,
        double? measured
    ) =>
        new(
            model,
            way.Family,
            (way.Family == Uniform ? FormattableString.Invariant($"k={point.MeanExperts:0.0#}") : way.Policy.ToString())
                + (Kept(way.Mask) is { } kept ? FormattableString.Invariant($", {kept:0} experts kept") : string.Empty),
            point.MeanExperts,
            point.DistinctExperts ?? double.NaN,
            100 * point.Mean,
            100 * point.StandardError,
            100 * comparison.Mean.Difference,
            comparison.CorrectedP,
            comparison.Finding.InWords(),
            step.Milliseconds,
            trained.Milliseconds / step.Milliseconds,
            measured
        );
}
