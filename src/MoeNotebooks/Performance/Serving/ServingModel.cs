using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Performance.Serving;

/// <summary>Throughput of a served mixture in the steady state of a closed loop, in closed form.</summary>
/// <remarks>
/// Requests of equal length that begin together stay together: all prompts are prefilled, chunk by chunk, and then all
/// answers are decoded, step by step, at a context that grows from the prompt's length to the whole.
/// </remarks>
public sealed class ServingModel
{
    private readonly ServedModel _model;
    private readonly Deployment _deployment;
    private readonly EngineDescription _engine;

    /// <summary>Puts a model, a machine and an engine together.</summary>
    /// <param name="model">What is served.</param>
    /// <param name="hardware">One of its devices.</param>
    /// <param name="deployment">How many there are.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="experts">Experts kept and used, layer by layer.</param>
    /// <exception cref="MoeUsageException">Something is out of range, or the weights do not fit; says all that is
    /// wrong.</exception>
    public ServingModel(
        ServedModel model,
        HardwareDescription hardware,
        Deployment deployment,
        EngineDescription engine,
        IReadOnlyList<ExpertLoad> experts
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(experts);
        (_model, _deployment, _engine) = (model, deployment, engine);
        List<string> problems =
        [
            .. deployment.Problems(model),
            .. Said(experts.SelectMany(load => load.Problems(model))),
        ];
        if (problems.Count == 0)
        {
            var (room, weights) = (hardware.MemoryBytes * engine.MemoryShare, WeightBytes(model, deployment, experts));
            FreeBytes = room - weights;
            problems.AddRange(
                FreeBytes > 0
                    ? []
                    :
                    [
                        FormattableString.Invariant(
                            $"the weights take {weights / 1e9:0.0} of {room / 1e9:0.0} GB per device; use more devices or keep fewer experts"
                        ),
                    ]
            );
        }

        Steps =
            problems.Count == 0
                ? new StepModel(model, hardware, deployment, engine, experts)
                : throw MoeUsageException.Many("serving", problems);
    }

    /// <summary>What one step costs.</summary>
    public StepModel Steps { get; }

    /// <summary>Bytes that a device has left for the cache.</summary>
    public double FreeBytes { get; }

    /// <summary>How many requests of such a length fit into the cache.</summary>
    /// <param name="tokens">Tokens of a request at its end.</param>
    public int Capacity(int tokens)
    {
        var part = _model.LatentCache ? 1 : 1.0 / Math.Min(_deployment.Tensor, _model.KeyValueHeads);
        return (int)
            Math.Min(int.MaxValue, _deployment.Data * FreeBytes / (_model.Layers * _model.CachedBytes * part * tokens));
    }

    /// <summary>Predicts one workload.</summary>
    /// <param name="workload">Requests and their length.</param>
    /// <exception cref="MoeUsageException">It is out of range, or not one request fits into memory.</exception>
    public ServingPrediction Predict(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        string[] problems = [.. workload.Problems()];
        var capacity = problems.Length > 0 ? 1 : Capacity(workload.InputTokens + workload.OutputTokens);
        if (problems.Length > 0 || capacity == 0)
        {
            throw MoeUsageException.Many(
                "workload",
                problems.Length > 0
                    ? problems
                    :
                    [
                        FormattableString.Invariant(
                            $"not one request fits into the {FreeBytes / 1e9:0.0} GB left for the cache"
                        ),
                    ]
            );
        }

        var running = Math.Min(workload.Concurrency, capacity);
        var decode = Steps.Decode(running, workload.InputTokens + (workload.OutputTokens / 2.0));
        var tokens = (double)running * workload.InputTokens;
        var chunks = Math.Max(1, tokens / _engine.PrefillChunk);
        var prefill = Steps.Prefill(tokens / chunks, workload.InputTokens);
        return new ServingPrediction(
            workload,
            running,
            decode,
            prefill,
            chunks,
            _deployment.Devices,
            Weakness.Of(running, _engine, _deployment)
        );
    }

    /// <summary>Whether the model with all its experts fits.</summary>
    /// <param name="model">What is served.</param>
    /// <param name="hardware">One of its devices.</param>
    /// <param name="deployment">How many there are.</param>
    /// <param name="engine">What runs it.</param>
    internal static bool Fits(
        ServedModel model,
        HardwareDescription hardware,
        Deployment deployment,
        EngineDescription engine
    ) => WeightBytes(model, deployment, ExpertLoad.Uniform(model)) < hardware.MemoryBytes * engine.MemoryShare;

    /// <summary>What is wrong with several layers alike is said once.</summary>
    private static IEnumerable<string> Said(IEnumerable<string> problems) =>
        problems
            .GroupBy(problem => problem)
            .Select(alike => alike.Count() == 1 ? alike.Key : $"{alike.Key} (so in {alike.Count()} layers)");

    /// <summary>Bytes of one device's weights.</summary>
    private static double WeightBytes(ServedModel model, Deployment deployment, IReadOnlyList<ExpertLoad> experts)
    {
        var removed = experts.Sum(load => (double)load.Layers * (model.Experts - load.Kept)) * model.ExpertElements;
        var routed = (double)model.MoeLayers * model.Experts * model.ExpertElements;
        var cut = deployment.Expert > 1 ? deployment.Expert : deployment.Tensor;
        return model.WeightBytes * (((model.Parameters - routed) / deployment.Tensor) + ((routed - removed) / cut));
    }
}
