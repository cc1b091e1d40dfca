using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Search;

/// <summary>
/// Finds which layers need their experts, within a budget: chosen on some questions, judged on others.
/// </summary>
public static class StructureSearch
{
    private const double Level = 0.05;

    /// <summary>Searches.</summary>
    /// <param name="model">The model, with its own tokenizer.</param>
    /// <param name="tasks">The tasks; their questions are split by what they are about.</param>
    /// <param name="options">Method, budget and measure.</param>
    /// <param name="cancellationToken">Stops between two units of questions; with a journal, the next run goes
    /// on.</param>
    /// <exception cref="Errors.MoeUsageException">An option is out of range, or there are too few questions to
    /// split.</exception>
    public static async Task<SearchResult> RunAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        SearchOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var (layers, trained) = (model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK);
        options.Check(layers, trained);
        var split = QuestionSplit.Of(tasks, options.DevelopmentShare);
        var scorer = new LocalScorer(model) { BosRule = model.Tokenizer.BosRule };
        var scores = new DevelopmentScores(
            scorer,
            Encode(split.Development),
            options.Measure,
            options.Sweep,
            cancellationToken
        );
        var losses = options.Method switch
        {
            SearchMethod.Lexi => LayerLosses.WithoutData(model, options.Seed),
            SearchMethod.Dp => await LayerLosses.MeasureAsync(scores, layers, trained, options.Measure),
            _ => null,
        };
        var chosen = options.Method switch
        {
            SearchMethod.Exhaustive => await ExhaustiveSearch.ChooseAsync(scores, layers, trained, options),
            SearchMethod.Greedy => await GreedySearch.ChooseAsync(scores, layers, trained, options),
            SearchMethod.Evolutionary => await EvolutionarySearch.ChooseAsync(scores, layers, trained, options),
            _ => BudgetProgramme.Solve(losses!, options.Budget),
        };
        var looked = Math.Max(1, scores.Looked); // the data-free method looks at none
        int[] even = ExpertBudget.Even(layers, options.Budget),
            full = [.. Enumerable.Repeat(trained, layers)];
        var development = await scores.PointsAsync([even, chosen]);
        var test = (
            await Sweep.RunAsync(
                scorer,
                Encode(split.Test),
                [new PerLayer(full), new PerLayer(even), new PerLayer(chosen)],
                options.Sweep,
                cancellationToken
            )
        ).Points;
        return new(options.Method, options.Budget, new PerLayer(chosen), looked, options.Measure)
        {
            OnDevelopment = Compare(development[1], development[0], options.Measure, looked),
            OnTest = Compare(test[2], test[1], options.Measure, 1),
            AgainstTrained = Compare(test[2], test[0], options.Measure, 1),
            TestPoints = test,
            Losses = losses,
        };

        IReadOnlyList<EncodedTask> Encode(IEnumerable<PreparedTask> some) =>
            [.. some.Select(task => EncodedTask.From(task, model.Tokenizer))];
    }

    /// <summary>
    /// One comparison at a level divided by how many it was the best of; its p-value is multiplied as well.
    /// </summary>
    private static Comparison Compare(SweepPoint candidate, SweepPoint baseline, Measure measure, int looked)
    {
        var resamples = Math.Max(PairedBootstrap.DefaultResamples, (int)Math.Ceiling(2 * looked / Level));
        var one = BaselineComparison.Compare(
            [(candidate.Policy.ToString()!, candidate.PairWith(baseline, measure))],
            Level / looked,
            resamples: resamples
        )[0];
        return one with { CorrectedP = Math.Min(1, looked * one.CorrectedP) };
    }
}
