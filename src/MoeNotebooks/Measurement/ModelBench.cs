using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>
/// Tokens per second of a model: a prompt at once, and tokens one after another, for batches and numbers of experts.
/// </summary>
/// <remarks>
/// As in llama-bench, tokens are drawn at random and what the model says is not read. One repetition goes through all
/// tests and reads the memory's speed before each: what changes on the machine meanwhile meets all of them alike.
/// Caches begin with zeros, whose reading takes as long as any.
/// </remarks>
public sealed class ModelBench : IDisposable
{
    private const int OnAccelerator = 8; // times as much memory as on a CPU, to be read for a while
    private readonly MoeModel _model;
    private readonly string _name;
    private readonly BenchOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _chance = new(1);
    private readonly BandwidthProbe _probe;
    private readonly ExpertMask? _mask;

    private ModelBench(MoeModel model, string name, BenchOptions options, TimeProvider time)
    {
        (_model, _name, _options, _time) = (model, name, options, time);
        _probe = new BandwidthProbe(
            model.Device,
            time,
            model.Device.type == TorchSharp.DeviceType.CPU ? 1 : OnAccelerator
        );
        _mask = options.Kept is { } kept
            ? new ExpertMask(
                model.MoeLayers.ToDictionary(layer => layer, IReadOnlyList<int> (_) => [.. Enumerable.Range(0, kept)])
            )
            : null;
    }

    private int Kept => _options.Kept ?? _model.Config.Moe.Router.Experts;

    /// <summary>Measures.</summary>
    /// <param name="model">The model; its weights may be random.</param>
    /// <param name="name">What rows call it.</param>
    /// <param name="options">Which tests.</param>
    /// <param name="progress">Told of every run; <see langword="null"/> for nowhere.</param>
    /// <param name="time">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="cancel">Stops between two steps.</param>
    /// <returns>A row per test, in the order of the options.</returns>
    /// <exception cref="MoeUsageException">An option is out of range for the model, or a batch does not fit in
    /// memory.</exception>
    public static IReadOnlyList<BenchRow> Run(
        MoeModel model,
        string name,
        BenchOptions options,
        IProgressReporter? progress = null,
        TimeProvider? time = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(model.Config);
        RefuseWhatDoesNotFit(model, options);
        using var bench = new ModelBench(model, name, options, time ?? TimeProvider.System);
        return bench.Measure(progress ?? ProgressReporter.Silent, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _probe.Dispose();

    private IReadOnlyList<BenchRow> Measure(IProgressReporter progress, CancellationToken cancel)
    {
        Test[] tests = [.. Tests()];
        using var bar = progress.Begin("Timing " + _name, (long)tests.Length * (_options.Repetitions + 1), "runs");
        // The first does not count: it touches pages and compiles
        for (var repetition = -1; repetition < _options.Repetitions; repetition++)
        {
            foreach (var test in tests)
            {
                var speed = _probe.Read();
                var seconds = test.IsPrompt ? Prompt(test, cancel) : Decode(test, cancel);
                if (repetition >= 0)
                {
                    test.Rates.Add(test.Tokens / seconds);
                    test.Probes.Add(speed);
                }

                bar.Advance();
            }
        }

        return [.. tests.Select(Row)];
    }

    /// <summary>On the CPU: an accelerator says itself what it has no room for.</summary>
    private static void RefuseWhatDoesNotFit(MoeModel model, BenchOptions options)
    {
        const double giga = 1e9;
        if (model.Device.type != TorchSharp.DeviceType.CPU || options.Decode == 0)
        {
            return;
        }

        var batch = options.Batches.Max();
        var perToken = new ModelSize(model.Config).CacheBytes(model.DType == ScalarType.BFloat16 ? 2 : 4);
        var bytes =
            (double)batch
            * (((double)perToken * (options.Depth + options.Decode)) + (4L * model.Config.VocabularySize));
        var room = AvailableMemory.ForWeights();
        if (bytes > room)
        {
            throw new MoeUsageException(
                "bench",
                FormattableString.Invariant(
                    $"a batch of {batch} takes {bytes / giga:0.0} GB of keys, values and logits, and memory allows {room / giga:0.0} GB"
                ),
                "Use a smaller --batch"
            );
        }
    }

    private IEnumerable<Test> Tests()
    {
        IReadOnlyList<int> experts =
            _options.Experts.Count > 0 ? _options.Experts : [_model.Config.Moe.Router.TrainedTopK];
        return from k in experts
            from batch in (_options.Prompt > 0 ? new[] { 0 } : []).Concat(_options.Decode > 0 ? _options.Batches : [])
            select new Test(batch, Math.Min(k, Kept), batch == 0 ? _options.Prompt : _options.Decode);
    }

    private double Prompt(Test test, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var cache = _model.CreateCache(1, test.Length);
        using var context = new AttentionContext { Cache = cache };
        var (ids, routing) = (
            tensor(Ids(test.Length), [1, test.Length], ScalarType.Int64, _model.Device),
            _model.Route(new TopK(test.K), _mask)
        );
        var start = _time.GetTimestamp();
        var last = _model.Run(ids, context, routing).select(1, -1); // [1, h]
        _ = _model.Logits(last).amax().to_type(ScalarType.Float32).item<float>(); // which waits for the device
        return _time.GetElapsedTime(start).TotalSeconds;
    }

    private double Decode(Test test, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var cache = _model.CreateCache(test.Batch, _options.Depth + RecordedStep.WarmUps + 1 + test.Length);
        cache.Advance(_options.Depth);
        using var step = new DecodeStep(_model, cache, new int[test.Batch], _model.Route(new TopK(test.K), _mask));
        var tokens = Enumerable
            .Range(0, step.WarmUps + test.Length)
            .Select(_ => tensor(Ids(test.Batch), ScalarType.Int64, _model.Device))
            .ToArray(); // [B] each
        var start = _time.GetTimestamp();
        foreach (var (i, next) in tokens.Index())
        {
            cancel.ThrowIfCancellationRequested();
            if (i == step.WarmUps && i > 0)
            {
                _ = step.Read(); // which waits for the device
                start = _time.GetTimestamp();
            }

            step.Take(next);
            using var logits = step.Run(); // [B, V]
            step.TakeBest(logits);
        }

        _ = step.Read(); // which waits for the device
        return _time.GetElapsedTime(start).TotalSeconds;
    }

    private int[] Ids(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _chance.Next(_model.Config.VocabularySize))];

    private BenchRow Row(Test test)
    {
        var (mean, bytesPerNumber) = (test.Rates.Average(), _model.DType == ScalarType.BFloat16 ? 2 : 4);
        var stdev = test.Rates.Count < 2 ? 0 : StandardError.Deviation(test.Rates);
        var measured = LatencyPoint.Median([.. test.Probes.Order()]) / 1e9;
        double? bytes = test.IsPrompt
            ? null
            : StepBytes.Of(
                _model.Config,
                test.Batch,
                test.K,
                Kept,
                _options.Depth + ((test.Length - 1) / 2.0),
                bytesPerNumber
            );
        var read = bytes * mean / test.Batch / 1e9;
        return new BenchRow(test.Name, Math.Max(1, test.Batch), test.K, mean, stdev, test.Rates)
        {
            Model = _name,
            Layers = _model.Config.Layers,
            Kept = Kept,
            Depth = test.IsPrompt ? 0 : _options.Depth,
            Device = _model.Device.type.ToString().ToLowerInvariant(),
            Dtype = bytesPerNumber == 2 ? "bf16" : "f32",
            ExpertsBackend = _model.Experts.ToString().ToLowerInvariant(),
            BytesPerStep = bytes,
            ReadGbS = read,
            MeasuredGbS = measured,
            ShareOfMeasured = read / measured,
            DataSheetGbS = _options.Hardware?.BandwidthGbS.Value,
            ShareOfDataSheet = read / _options.Hardware?.BandwidthGbS.Value,
        };
    }

    /// <summary>One test and what it gave; batch 0 is a prompt.</summary>
    private sealed record Test(int Batch, int K, int Length)
    {
        public bool IsPrompt => Batch == 0;

        public string Name => FormattableString.Invariant($"{(IsPrompt ? "pp" : "tg")}{Length}");

        public int Tokens => Math.Max(1, Batch) * Length;

        public List<double> Rates { get; } = [];

        public List<double> Probes { get; } = [];
    }
}
