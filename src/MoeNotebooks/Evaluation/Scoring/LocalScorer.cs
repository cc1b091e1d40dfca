using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// Scores with a model in this process: identical requests once, what a question's choices share at the front once, in
/// batches bounded by tokens. Policies are a tree over layers, walked depth first, so that hidden states are computed
/// once for all policies that agree so far, attention once for all that part in a layer; one policy is a tree without
/// branches.
/// </summary>
/// <remarks>
/// Log-likelihoods equal those of a plain forward pass up to the order of sums: within 1e-4 of their size in f32. On
/// the way down each layer keeps the outputs of the branches still to be walked: memory is at most (layers × branches
/// of a layer) hidden states of one batch, which <see cref="ScoringOptions.TokensInBatch"/> bounds.
/// </remarks>
public sealed class LocalScorer : ILikelihoodScorer
{
    private const int TokensSideBySide = 512;
    private readonly MoeModel _model;
    private readonly ScoringOptions _options;
    private readonly Lazy<ScoringConditions> _conditions;
    private readonly ExpertUses _uses;

    /// <summary>
    /// Makes a scorer; the model's files are read once for their digest, when it is first asked to describe itself.
    /// </summary>
    /// <param name="model">The model; stays the caller's.</param>
    /// <param name="options">Batches, longest context and pruning; <see langword="null"/> for the defaults.</param>
    /// <exception cref="MoeUsageException">An option is out of range.</exception>
    public LocalScorer(MoeModel model, ScoringOptions? options = null)
        : this(model, options, null) { }

    private LocalScorer(MoeModel model, ScoringOptions? options, Lazy<ScoringConditions>? conditions)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _options) = (model, options ?? new ScoringOptions());
        _options.Validate();
        _uses = new(_options.StepTokens);
        Limits = new(Math.Min(_options.MaxLength ?? int.MaxValue, model.Config.MaxPositions), PackedBatch.WidestRow);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Checkpoint.Folder));
        _conditions = conditions ?? new(Conditions);
    }

    /// <summary>The model's name in tables.</summary>
    /// <value>The default value is its folder's name.</value>
    public string Name { get; init; }

    /// <summary>How the tokenizer prefixes a BOS token; part of what answers are kept under.</summary>
    /// <value>The default value says that the requests decide.</value>
    public string BosRule { get; init; } = "as in the requests";

    /// <inheritdoc/>
    public ScoringLimits Limits { get; }

    /// <inheritdoc/>
    public JournalRun Describe(RoutingPolicy policy, int fewShot)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var conditions = _conditions.Value.Under(policy, _model.MoeLayers.Count, _model.Config.Moe.Router.TrainedTopK);
        return new(conditions with { FewShot = fewShot }, Name);
    }

    /// <summary>The same with other experts pruned; the model's files are not read again.</summary>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    public LocalScorer Under(ExpertMask? mask) =>
        new(_model, _options with { Mask = mask }, new(() => _conditions.Value with { Pruning = Pruning(mask) }))
        {
            Name = Name,
            BosRule = BosRule,
        };

    /// <inheritdoc/>
    public double? MeanExperts(RoutingPolicy policy) => policy is AdaptivePolicy ? _uses.Mean(policy) : null;

    /// <inheritdoc/>
    public double? DistinctExperts(RoutingPolicy policy) => _uses.DistinctPerStep(policy);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests,
        IReadOnlyList<RoutingPolicy> policies,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(progress);
        return Task.Run(() => Score(requests, policies, progress, cancellationToken), cancellationToken);
    }

    internal IReadOnlyList<IReadOnlyList<LikelihoodResult>> Score(
        IReadOnlyList<LikelihoodRequest> requests,
        IReadOnlyList<RoutingPolicy> policies,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        if (_options.Trace is not null && policies.Count > 1)
        {
            throw new MoeUsageException("trace", $"is of one policy; {policies.Count} are asked for");
        }

        var trie = PolicyTrie<LayerRouting?>.Build([.. policies.Select(Route)]);
        var packed = PackedRequests.Pack(requests, Limits.MaxLength!.Value, TokensInBatch(policies));
        var answers = policies.Select(_ => new IReadOnlyList<LikelihoodResult>[packed.BatchCount]).ToArray(); // [policy][batch]
        using var step = progress.Begin($"Scoring {packed.DistinctCount} requests", packed.TokenCount, "tokens");
        _options.Trace?.BeginRun();
        SideBySide.Run(packed.BatchCount, Run, _model.IsSmall, cancellationToken);
        return [.. answers.Select(packed.Unpack)];

        void Run(int b)
        {
            Walk(trie, b, packed.Batch(b), (policy, results) => answers[policy][b] = results);
            step.Advance(packed.TokensIn(b));
        }
    }

    /// <summary>A small model's batches run side by side, and are cut so that all threads have work and results stay in
    /// a core's cache; but not where steps are: which tokens a step has depends on the batch.</summary>
    private int TokensInBatch(IReadOnlyList<RoutingPolicy> policies) =>
        _model.IsSmall && _options.StepTokens is null && !policies.Any(policy => policy is StepPolicy)
            ? Math.Min(_options.TokensInBatch, TokensSideBySide)
            : _options.TokensInBatch;

    private IReadOnlyList<LayerRouting?> Route(RoutingPolicy policy) =>
        [
            .. _model
                .Route(policy, _options.Mask, Observer(policy))
                .Select(layer => layer is null ? null : layer with { StepTokens = _options.StepTokens }),
        ];

    private void Walk(
        PolicyTrie<LayerRouting?> trie,
        int order,
        PackedBatch batch,
        Action<int, IReadOnlyList<LikelihoodResult>> answer
    )
    {
        using var scope = NewDisposeScope();
        using var tensors = new BatchTensors(batch, _model.Device);
        _uses.Begin(batch);
        _options.Trace?.Begin(order, batch.Real, batch.Wanted, (long)batch.Rows * batch.Width);
        var wanted = tensor(batch.Wanted, device: _model.Device); // [N]
        Descend(trie, 0, _model.Embed(tensors.Ids));
        _options.Trace?.Finish();

        // Takes x over: [R, T, h], or [N, h] behind the last layer, where experts run only for what is wanted.
        void Descend(PolicyTrie<LayerRouting?> node, int layer, Tensor x)
        {
            if (node.Leaves.Count > 0)
            {
                using var last = x;
                var results = LikelihoodReader.Read(_model, batch, last);
                foreach (var policy in node.Leaves)
                {
                    answer(policy, results);
                }

                return;
            }

            var branches = Branch(node, layer, x);
            for (var i = 0; i < branches.Length; i++)
            {
                Descend(node.Children[i], layer + 1, branches[i]);
            }
        }

        Tensor[] Branch(PolicyTrie<LayerRouting?> node, int layer, Tensor x)
        {
            using var before = x;
            LayerRouting?[] routings = [.. node.Children.Select(child => child.Instruction)];
            return _model.Branch(
                layer,
                x,
                tensors.Context,
                routings,
                layer == _model.Config.Layers - 1 ? wanted : null
            );
        }
    }

    private IRoutingObserver? Observer(RoutingPolicy policy) =>
        (_uses.Of(policy), _options.Trace) switch
        {
            ({ } use, { } trace) => new BothObservers(use, trace),
            (var use, var trace) => use ?? (IRoutingObserver?)trace,
        };

    private ScoringConditions Conditions()
    {
        var folder = _model.Checkpoint.Folder;
        return new()
        {
            Engine = "moe",
            Model = $"weights {_model.Checkpoint.Digest}, config {FileDigests.Of(Path.Combine(folder, "config.json"))}",
            Tokenizer = FileDigests.Of(Path.Combine(folder, "tokenizer.json")),
            DType = _model.DType == ScalarType.BFloat16 ? "bf16" : "f32",
            BosRule = BosRule,
            Pruning = Pruning(_options.Mask),
            MaxLength = Limits.MaxLength,
            Device = Placement(),
            ExpertBackend = Backend().ToString().ToLowerInvariant(),
        };
    }

    private string? Pruning(ExpertMask? mask) =>
        _model.Options.Constants is { } constants
            ? $"constants {constants.Digest} {mask?.ToJson()}".TrimEnd()
            : mask?.ToJson();

    // Without a GPU, automatic is sorted.
    private ExpertBackend Backend() =>
        _model.Experts == ExpertBackend.Automatic
        && _model.LayerDevices.All(device => device.type == TorchSharp.DeviceType.CPU)
            ? ExpertBackend.Sorted
            : _model.Experts;

    // Layers are placed in order, so their numbers say where each one runs.
    private string Placement()
    {
        var devices = _model
            .LayerDevices.Select(device => device.type == TorchSharp.DeviceType.CUDA ? "cuda" : "cpu")
            .ToArray();
        return devices.Distinct().Count() == 1
            ? devices[0]
            : string.Join(
                ", ",
                devices.GroupBy(device => device).Select(group => $"{group.Key}: {group.Count()} layers")
            );
    }
}
