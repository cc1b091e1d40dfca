using MoeNotebooks.Native;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Optimizers;
using MoeNotebooks.Training.Tokenizer;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>Trains the mini model, step by step; can be saved and loaded between any two steps.</summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly BatchStream[] _streams;
    private readonly Optimizer _optimizer;
    private readonly int _threads = get_num_threads();
    private Task<Batch[]>? _ahead; // made while the step before runs

    static Trainer() => TorchNative.Prepare();

    /// <summary>Prepares a run.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="world">The world.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="shape">The model's shape; its vocabulary is at least the tokenizer's.</param>
    /// <param name="device">Where to train; the CPU if nothing is said.</param>
    public Trainer(
        TrainingOptions options,
        World world,
        MiniTokenizer tokenizer,
        MiniModelConfig shape,
        Device? device = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(shape);
        set_num_threads(1); // the two shards side by side keep two cores busy without a barrier in every operation
        _options = options;
        Model = new MiniModel(
            shape with
            {
                Vocabulary = Math.Max(shape.Vocabulary, tokenizer.Vocabulary.Count),
            },
            options.Seed,
            device
        );
        _optimizer = new Optimizer(Model, options, together: Model.Device.type != DeviceType.CPU);
        _streams =
        [
            .. Enumerable
                .Range(0, TrainingOptions.Shards)
                .Select(i => new BatchStream(
                    world,
                    tokenizer,
                    TrainingOptions.Shards * options.Seed + i,
                    options.Rows,
                    options.Length
                )),
        ];
    }

    /// <summary>The model in training.</summary>
    public MiniModel Model { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Tokens trained on.</summary>
    public long Tokens { get; private set; }

    /// <summary>Whether all steps are done.</summary>
    public bool Finished => Step >= _options.Steps;

    /// <summary>One step.</summary>
    /// <returns>The weighted mean loss of its tokens, in nats.</returns>
    public double Advance()
    {
        var step = Step + 1;
        var shards = (_ahead ?? Make(step)).GetAwaiter().GetResult();
        _ahead = Model.Device.type == DeviceType.CPU || step == _options.Steps ? null : Make(step + 1);
        var gradients = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var loss = TrainingStep.Run(Model, shards, _options, gradients);
        _optimizer.Step(gradients, step);
        foreach (var g in gradients.Values)
        {
            g.Dispose();
        }

        Step = step;
        Tokens += shards.Sum(s => s.Tokens);
        return loss;
    }

    /// <summary>Writes weights, moments and position, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path) => TrainerCheckpoint.Save(path, State(), Step, Tokens, _options);

    /// <summary>Goes on from a checkpoint of a run with the same options; only the token budget may differ.</summary>
    /// <param name="path">The file.</param>
    public void Load(string path)
    {
        (Step, Tokens) = TrainerCheckpoint.Load(path, State(), _options);
        _ahead = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        _optimizer.Dispose();
        set_num_threads(_threads);
    }

    private Task<Batch[]> Make(long step) =>
        Task.Run(() =>
            _streams.AsParallel().AsOrdered().Select(stream => stream.Make(step, _options.Stage(step))).ToArray()
        );

    private IEnumerable<KeyValuePair<string, Tensor>> State() =>
        Model
            .Parameters.Concat(Model.SelectionBias.Select(bias => KeyValuePair.Create($"{bias.Key}.bias", bias.Value)))
            .Concat(_optimizer.Moments);
}
