using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Performance;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Measurement;

/// <summary>
/// One MoE layer of a model's shape beside its dense twin, in the form of <c>data/measured/h100-layers.jsonl</c>.
/// </summary>
public static class LayerBench
{
    /// <summary>Times the layer at every batch.</summary>
    /// <param name="config">The model, of which the routed experts and their router are measured.</param>
    /// <param name="name">What rows call it.</param>
    /// <param name="options">Batches, experts per token (the first named), repetitions.</param>
    /// <param name="provenance">Where and when.</param>
    /// <param name="progress">Told of every run; <see langword="null"/> for nowhere.</param>
    /// <param name="cancel">Stops between two runs.</param>
    /// <exception cref="MoeUsageException">The layer does not fit in memory, or an option is out of range.</exception>
    public static (MachineRow Machine, IReadOnlyList<LayerRow> Rows) Run(
        ModelConfig config,
        string name,
        BenchOptions options,
        string provenance,
        IProgressReporter? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(config);
        var experts = options.Kept ?? config.Moe.Router.Experts;
        var active = options.Experts.Count > 0 ? options.Experts[0] : config.Moe.Router.TrainedTopK;
        var shape = new LayerShape(name, config.HiddenSize, config.Moe.ExpertWidth, experts, Math.Min(active, experts));
        RefuseWhatDoesNotFit(shape, options.Batches.Max());
        var run = LayerLatency.Measure(
            [shape, shape.DenseTwin],
            new LatencyOptions(options.Batches, options.Repetitions),
            progress ?? ProgressReporter.Silent,
            cancel: cancel
        );
        var twins = run.Of(shape.DenseTwin).ToDictionary(point => point.Tokens);
        return (
            new MachineRow("machine", run.Machine.BytesPerSecond / 1e9, run.Machine.FlopsPerSecond / 1e12, provenance),
            [
                .. run.Of(shape)
                    .Select(point => new LayerRow(
                        "layer",
                        name,
                        point.Tokens,
                        point.Microseconds,
                        twins[point.Tokens].Microseconds,
                        point.Distinct
                    )),
            ]
        );
    }

    private static void RefuseWhatDoesNotFit(LayerShape shape, int tokens)
    {
        const double giga = 1e9;
        // What goes into experts, and what two of their three products give
        var perToken = (double)shape.ActiveExperts * (shape.Hidden + (2 * shape.ExpertWidth));
        var (bytes, room) = (
            2 * (shape.Parameters + shape.DenseTwin.Parameters + (tokens * perToken)),
            AvailableMemory.ForWeights()
        );
        if (bytes > room)
        {
            throw new MoeUsageException(
                "layer",
                FormattableString.Invariant(
                    $"of {shape.Name} with {tokens} tokens takes {bytes / giga:0.0} GB, and memory allows {room / giga:0.0} GB"
                ),
                "Use --kept with fewer experts, or a smaller --batch"
            );
        }
    }
}
