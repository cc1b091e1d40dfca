using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// Scores many policies in one pass over a model's layers: policies are a tree over layers, walked depth first, so that hidden
/// states are computed once for all policies that agree so far, attention and experts once for all that part in a layer.
/// </summary>
/// <remarks>
/// Log-likelihoods equal those of one policy at a time up to the order of sums: within 1e-4 of their size in f32. On the way down each
/// layer keeps the outputs of its branches: memory is at most (layers × branches of a layer) hidden states of one batch, which
/// <see cref="ScoringOptions.TokensInBatch"/> bounds.
/// </remarks>
public sealed class TrieScorer : ISweepScorer
{
    private readonly MoeModel _model;
    private readonly ScoringOptions _options;
    private readonly Lazy<ScoringConditions> _conditions;
    private readonly string _name;
    private readonly ExpertUses _uses = new();

    /// <summary>Makes a scorer; the model's files are read once for their digest, when it is first asked to describe itself.</summary>
    /// <param name="model">The model; stays the caller's.</param>
    /// <param name="name">Its name in tables.</param>
    /// <param name="bosRule">How its tokenizer prefixes a BOS token.</param>
    /// <param name="options">Batches, longest context and pruning; <see langword="null"/> for the defaults.</param>
    public TrieScorer(MoeModel model, string name, string bosRule, ScoringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _name, _options) = (model, name, options ?? new ScoringOptions());
        _conditions = new(() => Conditions(bosRule));
    }

    private int MaxLength => Math.Min(_options.MaxLength ?? int.MaxValue, _model.Config.MaxPositions);

    /// <inheritdoc/>
    public JournalRun Describe(RoutingPolicy policy, int fewShot)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var conditions = _conditions.Value.Under(policy, _model.MoeLayers.Count, _model.Config.Moe.Router.TrainedTopK);
        return new(conditions with { FewShot = fewShot }, _name);
    }

    /// <inheritdoc/>
    public double? MeanExperts(RoutingPolicy policy) => _uses.Mean(policy);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests, IReadOnlyList<RoutingPolicy> policies, CancellationToken cancellationToken) =>
        Task.Run(() => Score(requests, policies), cancellationToken);

    internal IReadOnlyList<IReadOnlyList<LikelihoodResult>> Score(IReadOnlyList<LikelihoodRequest> requests, IReadOnlyList<RoutingPolicy> policies)
    {
        var trie = PolicyTrie<LayerRouting?>.Build([.. policies.Select(policy => _model.Route(policy, _options.Mask, _uses.Of(policy)))]);
        var packed = PackedRequests.Pack(requests, MaxLength, _options.TokensInBatch);
        var answers = policies.Select(_ => new IReadOnlyList<LikelihoodResult>[packed.BatchCount]).ToArray(); // [policy][batch]
        for (var b = 0; b < packed.BatchCount; b++)
        {
            Walk(trie, packed.Batch(b), (policy, results) => answers[policy][b] = results);
        }

        return [.. answers.Select(packed.Unpack)];
    }

    private void Walk(PolicyTrie<LayerRouting?> trie, PackedBatch batch, Action<int, IReadOnlyList<LikelihoodResult>> answer)
    {
        using var scope = NewDisposeScope();
        using var tensors = new BatchTensors(batch, _model.Device);
        _uses.Begin(batch);
        var wanted = tensor(batch.Wanted, device: _model.Device);                              // [N]
        Descend(trie, 0, _model.Embed(tensors.Ids));

        void Descend(PolicyTrie<LayerRouting?> node, int layer, Tensor x)
        {
            if (node.Leaves.Count > 0)
            {
                var results = LikelihoodReader.Read(_model, batch, x);
                foreach (var policy in node.Leaves)
                {
                    answer(policy, results);
                }

                return;
            }

            using var inner = NewDisposeScope();
            LayerRouting?[] routings = [.. node.Children.Select(child => child.Instruction)];
            var last = layer == _model.Config.Layers - 1;
            var branches = _model.Branch(layer, x, tensors.Context, routings, last ? wanted : null);
            for (var i = 0; i < branches.Length; i++)
            {
                using var branch = branches[i];
                Descend(node.Children[i], layer + 1, branch);
            }
        }
    }

    private ScoringConditions Conditions(string bosRule)
    {
        var folder = _model.Checkpoint.Folder;
        return new()
        {
            Engine = "moe",
            Model = $"weights {_model.Checkpoint.Digest}, config {FileDigests.Of(Path.Combine(folder, "config.json"))}",
            Tokenizer = FileDigests.Of(Path.Combine(folder, "tokenizer.json")),
            DType = _model.DType == ScalarType.BFloat16 ? "bf16" : "f32",
            BosRule = bosRule,
            Pruning = _options.Mask?.ToJson(),
            MaxLength = MaxLength,
        };
    }
}
