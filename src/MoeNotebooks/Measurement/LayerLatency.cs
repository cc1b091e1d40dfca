using MoeNotebooks.Performance;
using MoeNotebooks.Progress;
using TorchSharp;

namespace MoeNotebooks.Measurement;

/// <summary>Times layers with random weights side by side.</summary>
/// <remarks>
/// One repeat goes through all batch sizes and, at each, reads the machine's speed and runs every layer: what changes
/// on the machine meanwhile meets all of them alike, and the roofline as well.
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
        CancellationToken cancel = default)
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
                    layers.Add(new RandomLayer(shape, TypeOf(options.Precision), options.Seed + index));
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
        List<RandomLayer> layers, LatencyOptions options, IProgressReporter progress, TimeProvider clock, CancellationToken cancel)
    {
        var runs = new List<Run>();
        var machine = new List<MachineReading>();
        using var meter = new RooflineMeter(TypeOf(options.Precision), clock);
        using var bar = progress.Begin("Timing layers", (long)(options.Repeats + 1) * options.Tokens.Count * layers.Count, "runs");
        for (var repeat = -1; repeat < options.Repeats; repeat++) // the first does not count: it touches the weights' pages
        {
            foreach (var tokens in options.Tokens)
            {
                machine.Add(meter.Read());
                for (var turn = 0; turn < layers.Count; turn++)
                {
                    var layer = layers[(turn + repeat + 1) % layers.Count]; // whoever is first finds the threads asleep: each is in its turn
                    cancel.ThrowIfCancellationRequested();
                    var run = Time(layer, tokens, SeedOf(options, repeat, tokens), clock);
                    runs.AddRange(repeat < 0 ? [] : [run]);
                    bar.Advance();
                }
            }
        }

        return new LatencyRun(
            [.. from layer in layers from tokens in options.Tokens select Point(layer.Shape, tokens, runs)],
            new Roofline(Median(machine, reading => reading.BytesPerSecond), Median(machine, reading => reading.FlopsPerSecond)),
            options.Precision);
    }

    /// <summary>A seed of its own for each batch: batches that share tokens would hit the same experts, and count as one.</summary>
    private static long SeedOf(LatencyOptions options, int repeat, int tokens) => options.Seed + ((repeat + 2L) << 32) + tokens;

    private static Run Time(RandomLayer layer, int tokens, long seed, TimeProvider clock)
    {
        using var inference = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        using var random = new torch.Generator((ulong)seed, torch.CPU);
        var x = torch.randn(tokens, layer.Shape.Hidden, generator: random).to_type(layer.DType);
        var start = clock.GetTimestamp();
        _ = layer.Forward(x, out var distinct);
        return new Run(layer.Shape, tokens, clock.GetElapsedTime(start).TotalSeconds, distinct);
    }

    private static LatencyPoint Point(LayerShape shape, int tokens, IEnumerable<Run> all)
    {
        Run[] runs = [.. all.Where(run => run.Shape == shape && run.Tokens == tokens)];
        return new LatencyPoint(shape, tokens, [.. runs.Select(run => run.Seconds).Order()], runs.Average(run => run.Distinct));
    }

    private static double Median(List<MachineReading> readings, Func<MachineReading, double> value) =>
        LatencyPoint.Median([.. readings.Select(value).Order()]);

    private static torch.ScalarType TypeOf(WeightPrecision precision) =>
        precision == WeightPrecision.Float32 ? torch.float32 : torch.bfloat16;

    private sealed record Run(LayerShape Shape, int Tokens, double Seconds, int Distinct);
}
