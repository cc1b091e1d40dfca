using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Pruning;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// One choice of experts and many random ones of as many experts, which share the questions among them: what is known
/// of chance comes from many questions and from many draws, at the price of a few.
/// </summary>
public static class ChanceSweep
{
    /// <summary>Evaluates the chosen experts on all questions, and each draw on a stretch of them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tasks">The tasks, loaded.</param>
    /// <param name="criterion">What the experts are chosen by.</param>
    /// <param name="keep">Experts kept in every MoE layer.</param>
    /// <param name="draws">Random choices, with seeds from 1 on.</param>
    /// <param name="each">Draws that answer each question; all of them where there are no more.</param>
    /// <param name="options">Where answers are kept and progress is shown; <see langword="null"/> for in memory and
    /// silent.</param>
    /// <param name="cancellationToken">Stops between two draws.</param>
    /// <returns>The chosen experts' answers, then each draw's; items keep their place in the split.</returns>
    /// <exception cref="MoeUsageException">There are fewer than two draws, or none is to answer.</exception>
    public static async Task<IReadOnlyList<PrunedPoint>> RunAsync(
        MoeModel model,
        IReadOnlyList<PreparedTask> tasks,
        PruningCriterion criterion,
        int keep,
        int draws,
        int each = 2,
        SweepOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(criterion);
        if (draws < 2 || each < 1)
        {
            throw new MoeUsageException(
                "draws",
                $"are {draws}, {each} to a question; chance needs at least 2, and 1 to a question"
            );
        }

        options ??= new SweepOptions();
        var silent = options with { Progress = ProgressReporter.Silent };
        using var progress = options.Progress.Begin(
            $"Evaluating {criterion.Name} and {draws} random choices",
            draws + 1,
            "models"
        );
        var points = new List<PrunedPoint>(
            await PruningSweep.RunAsync(
                model,
                tasks,
                [new(criterion.Name, keep, criterion.Choose(model.Config, keep))],
                silent,
                cancellationToken
            )
        );
        foreach (var pruned in PruningPlan.Grid(model.Config, [], [keep], draws).Skip(1)) // without the full model
        {
            PreparedTask[] some =
            [
                .. tasks.Select(task =>
                    task with
                    {
                        Items =
                        [
                            .. Stretch(task.Items.Count, pruned.Seed!.Value - 1, draws, each)
                                .Select(i => task.Items[i]),
                        ],
                    }
                ),
            ];
            progress.Advance();
            points.AddRange(await PruningSweep.RunAsync(model, some, [pruned], silent, cancellationToken));
        }

        progress.Advance();
        return points;
    }

    /// <summary>
    /// The questions of one draw: <paramref name="each"/> times its fair share, from where its share begins, round the
    /// end.
    /// </summary>
    internal static IEnumerable<int> Stretch(int items, int draw, int draws, int each)
    {
        var (from, length) = (items * draw / draws, Math.Min(items, ((items * each) + draws - 1) / draws));
        return Enumerable.Range(from, length).Select(i => i % items).Order();
    }
}
