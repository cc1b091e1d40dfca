using MoeNotebooks.Performance;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Measurement;

/// <summary>Times layers with random weights side by side.</summary>
/// <remarks>
/// One repeat goes through all batch sizes in a random order and, at each, reads the machine's speed and runs every
/// layer: what changes on the machine meanwhile meets all of them alike, and the roofline as well.
/// </remarks>
public static class LayerLatency
{
    /// <summary>Times every layer at every batch size.</summary>
    /// <param name="shapes">The layers, at least one.</param>
    /// <param name="options">Batch sizes, repeats and precision.</param>
    /// <param name="progress">Told of every run.</param>
    /// <param name="time">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="cancel">Stops between two runs.</param>
    public static LatencyRun Measure(
        IReadOnlyList<LayerShape> shapes,
        LatencyOptions options,
        IProgressReporter progress,
        TimeProvider? time = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(shapes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        options.Validate();
        var layers = new List<RandomLayer>();
        try
        {
            using (var making = progress.Begin("Making random weights", shapes.Count, "layers"))
            {
                foreach (var (index, shape) in shapes.Index())
                {
                    cancel.ThrowIfCancellationRequested();
                    layers.Add(new RandomLayer(shape, options.DType, options.Seed + index, options.Place));
                    making.Advance();
                }
            }

            return Measure(layers, options, progress, time ?? TimeProvider.System, cancel);
        }
        finally
        {
            layers.ForEach(layer => layer.Dispose());
        }
    }

    private static LatencyRun Measure(
        List<RandomLayer> layers,
        LatencyOptions options,
        IProgressReporter progress,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var runs = new List<Run>();
        var machine = new List<MachineReading>();
        using var meter = new RooflineMeter(options.DType, clock, options.Place);
        var timer = new BatchTimer(clock);
        using var bar = progress.Begin(
            "Timing layers",
            (long)(options.Repeats + 1) * options.Tokens.Count * layers.Count,
            "runs"
        );
        // The first does not count: it touches the weights' pages
        for (var repeat = -1; repeat < options.Repeats; repeat++)
        {
            foreach (var tokens in options.Order(repeat))
            {
                machine.Add(meter.Read());
                for (var turn = 0; turn < layers.Count; turn++)
                {
                    // Whoever is first finds the threads asleep: each is in its turn
                    var layer = layers[(turn + repeat + 1) % layers.Count];
                    cancel.ThrowIfCancellationRequested();
                    var (seconds, distinct) = timer.Run(layer, tokens, options.BatchSeed(repeat, tokens));
                    runs.AddRange(repeat < 0 ? [] : [new Run(layer.Shape, tokens, seconds, distinct)]);
                    bar.Advance();
                }
            }
        }

        return new LatencyRun(
            [.. from layer in layers from tokens in options.Tokens select Point(layer.Shape, tokens, runs)],
            new Roofline(
                Median(machine, reading => reading.BytesPerSecond),
                Median(machine, reading => reading.FlopsPerSecond)
            ),
            options.Precision
        );
    }

    private static LatencyPoint Point(LayerShape shape, int tokens, IEnumerable<Run> all)
    {
        Run[] runs = [.. all.Where(run => run.Shape == shape && run.Tokens == tokens)];
        return new LatencyPoint(shape, tokens, [.. runs.Select(run => run.Seconds)], runs.Average(run => run.Distinct));
    }

    private static double Median(List<MachineReading> readings, Func<MachineReading, double> value) =>
        LatencyPoint.Median([.. readings.Select(value).Order()]);

    private sealed record Run(LayerShape Shape, int Tokens, double Seconds, int Distinct);
}
