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
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    public static RoutingStatistics Run(
        MoeModel model, IReadOnlyList<int[]> sequences, RoutingPolicy? policy = null,
        IProgressReporter? progress = null, CancellationToken cancellation = default)
    {
        var statistics = new RoutingStatistics(model.Config);
        var routing = model.Route(policy, mask: null, statistics);
        using var task = (progress ?? ProgressReporter.Silent).Begin("Counting experts", sequences.Count, "sequences");
        foreach (var sequence in sequences)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var context = new AttentionContext();
            model.Hidden(tensor(sequence, ScalarType.Int64).unsqueeze(0), context, routing); // [1, T, h], not needed
            task.Advance();
        }

        return statistics;
    }
}
