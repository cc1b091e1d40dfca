using System.ComponentModel;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Search;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// The best allocation of a sweep, chosen on one half of the questions and judged on the other: what is left of the
/// luck of having looked at many.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="ChosenBy">The measure it was chosen and judged by.</param>
/// <param name="Best">The allocation.</param>
/// <param name="Looked">How many with fewer experts were looked at.</param>
/// <param name="Chosen">Gain over the full model where it was chosen: points, or nats for the log-likelihood.</param>
/// <param name="Unseen">The same on the other half.</param>
/// <param name="Low">Lower end of its 95 % interval, corrected for the rows of the table.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Its p-value, corrected.</param>
/// <param name="Shrinkage">How much of the gain was luck of the choice.</param>
/// <param name="Finding">What may be claimed, from the unseen half.</param>
public sealed record CorrectedBest(
    string Model,
    [property: DisplayName("Chosen by")] string ChosenBy,
    string Best,
    int Looked,
    [property: DisplayName("Gain where chosen")] double Chosen,
    [property: DisplayName("Gain unseen")] double Unseen,
    [property: DisplayName("Low (95 %, corrected)")] double Low,
    [property: DisplayName("High (95 %, corrected)")] double High,
    [property: DisplayName("p")] double P,
    double Shrinkage,
    string Finding
)
{
    private static readonly Measure[] By = [Measure.Accuracy, Measure.LogLikelihood];

    /// <summary>
    /// A row for each model and measure. Questions about one thing are on one side, in all tasks; a model whose tasks
    /// have questions on one side only has no row.
    /// </summary>
    /// <param name="models">The sweeps.</param>
    public static IReadOnlyList<CorrectedBest> Of(IReadOnlyList<MiniSkipping> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var chosen = (
            from model in models
            from measure in By
            let one = Choose(model, measure)
            where one is not null
            select one.Value
        ).ToArray();
        var judged = BaselineComparison.Compare([.. chosen.Select(one => (one.Model, one.Unseen))]);
        return
        [
            .. chosen.Zip(judged, (one, test) =>
                new CorrectedBest(
                    one.Model,
                    one.Measure == Measure.Accuracy ? "accuracy" : "log-likelihood",
                    one.Best,
                    one.Looked,
                    one.Scale * one.Gain,
                    one.Scale * test.Mean.Difference,
                    one.Scale * test.Corrected.Low,
                    one.Scale * test.Corrected.High,
                    test.CorrectedP,
                    one.Scale * (one.Gain - test.Mean.Difference),
                    test.Finding.InWords()
                )
            ),
        ];
    }

    private static (
        string Model,
        Measure Measure,
        string Best,
        int Looked,
        double Scale,
        double Gain,
        IReadOnlyList<PairedTask> Unseen
    )? Choose(MiniSkipping model, Measure measure)
    {
        var (full, fewer) = (
            model.Points[0],
            model.Allocations.Where(point => point.MeanExperts < model.Curve.Trained).ToArray()
        );
        var (development, test) = (Side(full, true), Side(full, false));
        if (fewer.Length == 0 || development.Tasks.Concat(test.Tasks).Any(task => task.Items.Count == 0))
        {
            return null;
        }

        var gains = fewer
            .Select(point =>
                Side(point, true).PairWith(development, measure).Average(task => task.CandidateMean - task.BaselineMean)
            )
            .ToArray();
        var best = Enumerable.Range(0, fewer.Length).MaxBy(i => gains[i]);
        return (
            model.Curve.Name,
            measure,
            fewer[best].Policy.ToString()!,
            fewer.Length,
            measure.Told().Scale,
            gains[best],
            Side(fewer[best], false).PairWith(test, measure)
        );
    }

    private static SweepPoint Side(SweepPoint point, bool development) =>
        point with
        {
            Tasks =
            [
                .. point.Tasks.Select(task =>
                    task with
                    {
                        Items =
                        [
                            .. task.Items.Where(item =>
                                QuestionSplit.IsDevelopment(item.Cluster, task.Task.Name, item.Index) == development
                            ),
                        ],
                    }
                ),
            ],
        };
}
