using System.Runtime.InteropServices;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>Counts to how many devices a model's own router would send the tokens of texts.</summary>
public static class ModelDispatch
{
    /// <summary>Runs the texts once and counts for several numbers of devices.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">Token ids, each text by itself and not empty; one text is one draw.</param>
    /// <param name="devices">Numbers of devices.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <returns>One tally per number of devices, over all MoE layers.</returns>
    /// <exception cref="MoeUsageException">There is no text, or a number of devices does not divide the
    /// experts.</exception>
    public static IReadOnlyList<DispatchTally> Count(
        MoeModel model,
        IReadOnlyList<int[]> texts,
        IReadOnlyList<int> devices,
        RoutingPolicy? policy = null,
        IProgressReporter? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        var rule = model.Config.Moe.Router;
        Check(rule, texts, devices);
        DispatchTally[] tallies = [.. devices.Select(count => new DispatchTally(rule.Experts, count))];
        var slots = (policy ?? RoutingPolicy.Trained).ActiveExperts(model.MoeLayers.Count, rule.TrainedTopK).Max();
        using var task = (progress ?? ProgressReporter.Silent).Begin("Routing texts", texts.Count, "texts");
        foreach (var text in texts)
        {
            var choices = new Choices(slots);
            model.Show(text, model.Route(policy, mask: null, choices));
            foreach (var tally in tallies)
            {
                tally.Add(CollectionsMarshal.AsSpan(choices.Experts), slots);
            }

            task.Advance();
        }

        return tallies;
    }

    private static void Check(RouterRule rule, IReadOnlyList<int[]> texts, IReadOnlyList<int> devices)
    {
        string[] problems =
        [
            .. texts.Count == 0 ? ["texts: there is none"] : Array.Empty<string>(),
            .. devices
                .Where(count => count < 1 || rule.Experts % count != 0)
                .Select(count => $"devices is {count}; it must divide the {rule.Experts} experts"),
        ];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("dispatch", problems);
        }
    }

    /// <summary>Keeps all layers' choices of one text.</summary>
    private sealed record Choices(int Slots) : IRoutingObserver
    {
        public List<long> Experts { get; } = []; // [layers * T * Slots], -1 in skipped slots and in where a layer uses fewer

        public void Observe(int layer, Tensor experts, Tensor weights)
        {
            using var scope = NewDisposeScope();
            var k = (int)experts.shape[1];
            foreach (var token in MemoryMarshal.Cast<byte, long>(experts.cpu().contiguous().bytes).ToArray().Chunk(k))
            {
                Experts.AddRange(token);
                Experts.AddRange(Enumerable.Repeat((long)TokenRouting.Skipped, Slots - k));
            }
        }
    }
}
