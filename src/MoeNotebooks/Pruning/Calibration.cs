using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Runs texts through a model to see which experts it uses.</summary>
public static class Calibration
{
    /// <summary>Counts experts over sequences of tokens.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Token ids, each sequence by itself and not empty.</param>
    /// <param name="counted">For each sequence the positions that count, as those that predict an answer do: over all tokens, frequent words decide
    /// which experts seem useful. <see langword="null"/> for all positions.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    /// <exception cref="MoeUsageException">There is no sequence, one is empty, or no position counts.</exception>
    public static RoutingStatistics Run(
        MoeModel model, IReadOnlyList<int[]> sequences, IReadOnlyList<long[]>? counted = null, RoutingPolicy? policy = null,
        IProgressReporter? progress = null, CancellationToken cancellation = default)
    {
        Check(sequences, counted);
        var statistics = new RoutingStatistics(model.Config);
        var observer = new AtPositions(statistics);
        var routing = model.Route(policy, mask: null, observer);
        using var task = (progress ?? ProgressReporter.Silent).Begin("Counting experts", sequences.Count, "sequences");
        foreach (var (index, sequence) in sequences.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var context = new AttentionContext();
            observer.Positions = counted is null ? null : tensor(counted[index], ScalarType.Int64);
            model.Hidden(tensor(sequence, ScalarType.Int64).unsqueeze(0), context, routing); // [1, T, h], not needed
            task.Advance();
        }

        return statistics;
    }

    private static void Check(IReadOnlyList<int[]> sequences, IReadOnlyList<long[]>? counted)
    {
        var empty = sequences.Index().FirstOrDefault(pair => pair.Item.Length == 0, (-1, [])).Index;
        if (sequences.Count == 0 || empty >= 0)
        {
            throw new MoeUsageException(
                "calibration", sequences.Count == 0 ? "has no text: every expert would seem worth nothing" : $"sequence {empty} has no token", "Give it texts of the kind the model is for");
        }

        if (sequences.Count == 0 || sequences.Any(sequence => sequence.Length == 0))
        {
            throw new MoeUsageException("sequences", sequences.Count == 0 ? "are none; counts over nothing keep the lowest indices" : "hold an empty one; at least 1 token is needed");
        }

        if (counted is not null && counted.Count != sequences.Count)
        {
            throw new MoeUsageException("counted", $"has positions of {counted.Count} sequences; there are {sequences.Count} sequences");
        }

        if (counted is not null && counted.All(positions => positions.Length == 0))
        {
            throw new MoeUsageException("counted", "names no position: every expert would seem worth nothing");
        }

        foreach (var (index, positions) in (counted ?? []).Index())
        {
            if (positions.Any(at => at < 0 || at >= sequences[index].Length))
            {
                throw new MoeUsageException("counted", $"names a position outside sequence {index}, which has {sequences[index].Length} tokens");
            }
        }
    }
}
