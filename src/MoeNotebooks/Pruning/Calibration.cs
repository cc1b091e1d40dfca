using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Runs texts through a model to see which experts it uses.</summary>
public static class Calibration
{
    /// <summary>
    /// Counts experts over sequences of tokens, and sums what every formula of <see cref="CriterionFormula.All"/>
    /// needs, in one pass.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Token ids, each sequence by itself and not empty.</param>
    /// <param name="counted">For each sequence the positions that count, as those that predict an answer do: over all
    /// tokens, frequent words decide which experts seem useful. <see langword="null"/> for all positions.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    /// <exception cref="MoeUsageException">There is no sequence, one is empty, or no position counts.</exception>
    public static RoutingStatistics Run(
        MoeModel model,
        IReadOnlyList<int[]> sequences,
        IReadOnlyList<long[]>? counted = null,
        RoutingPolicy? policy = null,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        var statistics = new RoutingStatistics(model.Config);
        Check(sequences, counted);
        var observer = new AtPositions(statistics);
        Observe(
            model,
            sequences,
            policy,
            observer,
            index => observer.Positions = counted is null ? null : tensor(counted[index], ScalarType.Int64),
            progress,
            cancellation
        );
        return statistics;
    }

    /// <summary>The policy that skips, in each layer, what weighs less than the median of what follows a token's first
    /// choice; see <see cref="Routing.MedianRatio"/>.</summary>
    /// <param name="model">The model, which runs as trained.</param>
    /// <param name="sequences">Token ids, each sequence by itself and not empty.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    public static MedianRatio MedianRatio(
        MoeModel model,
        IReadOnlyList<int[]> sequences,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        var ratios = new WeightRatios();
        Check(sequences, counted: null);
        Observe(model, sequences, policy: null, ratios, _ => { }, progress, cancellation);
        return ratios.Policy();
    }

    /// <summary>The policy that re-routes to similar experts, with the similarities of this model's experts on a text;
    /// see <see cref="SimilarityReroute"/>.</summary>
    /// <param name="model">The model, which runs as trained; besides, every expert runs on every token.</param>
    /// <param name="sequences">Token ids, each sequence by itself and not empty.</param>
    /// <param name="k0">Experts that a token brings into the step.</param>
    /// <param name="rho">The least similarity for which a slot is re-routed.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    public static SimilarityReroute Similarity(
        MoeModel model,
        IReadOnlyList<int[]> sequences,
        int k0,
        double rho,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    ) => Alike(model, sequences, progress, cancellation).Policy(k0, rho);

    /// <summary>How alike a model's experts are on a text; every expert runs on every token.</summary>
    internal static ExpertSimilarity Alike(
        MoeModel model,
        IReadOnlyList<int[]> sequences,
        IProgressReporter? progress,
        CancellationToken cancellation
    )
    {
        var similarity = new ExpertSimilarity(model);
        Check(sequences, counted: null);
        Observe(model, sequences, policy: null, similarity, _ => { }, progress, cancellation);
        return similarity;
    }

    /// <summary>
    /// Runs each sequence by itself; <paramref name="begin"/> is called before each, in a scope of its own.
    /// </summary>
    private static void Observe(
        MoeModel model,
        IReadOnlyList<int[]> sequences,
        RoutingPolicy? policy,
        IRoutingObserver observer,
        Action<int> begin,
        IProgressReporter? progress,
        CancellationToken cancellation
    )
    {
        var routing = model.Route(policy, mask: null, observer);
        using var task = (progress ?? ProgressReporter.Silent).Begin("Counting experts", sequences.Count, "sequences");
        foreach (var (index, sequence) in sequences.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            begin(index);
            model.Show(sequence, routing);
            task.Advance();
        }
    }

    private static void Check(IReadOnlyList<int[]> sequences, IReadOnlyList<long[]>? counted)
    {
        var empty = sequences.Index().FirstOrDefault(pair => pair.Item.Length == 0, (-1, [])).Index;
        if (sequences.Count == 0 || empty >= 0)
        {
            throw new MoeUsageException(
                "calibration",
                sequences.Count == 0
                    ? "has no text: every expert would seem worth nothing"
                    : $"sequence {empty} has no token",
                "Give it texts of the kind the model is for"
            );
        }

        if (counted is not null && counted.Count != sequences.Count)
        {
            throw new MoeUsageException(
                "counted",
                $"has positions of {counted.Count} sequences; there are {sequences.Count} sequences"
            );
        }

        if (counted is not null && counted.All(positions => positions.Length == 0))
        {
            throw new MoeUsageException("counted", "names no position: every expert would seem worth nothing");
        }

        foreach (var (index, positions) in (counted ?? []).Index())
        {
            if (positions.Any(at => at < 0 || at >= sequences[index].Length))
            {
                throw new MoeUsageException(
                    "counted",
                    $"names a position outside sequence {index}, which has {sequences[index].Length} tokens"
                );
            }
        }
    }
}
