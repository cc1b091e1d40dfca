using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// Scores with a model in this process: identical requests once, what a question's choices share at the front once, in batches
/// bounded by tokens.
/// </summary>
/// <param name="model">The model; stays the caller's.</param>
/// <param name="options">How; <see langword="null"/> for the defaults.</param>
public sealed class LocalScorer(MoeModel model, ScoringOptions? options = null) : ILikelihoodScorer
{
    private readonly ScoringOptions _options = options ?? new ScoringOptions();
    private readonly ExpertUses _uses = new();

    /// <summary>Tokens beyond which a context is cut from the left.</summary>
    public int MaxLength => Math.Min(_options.MaxLength ?? int.MaxValue, model.Config.MaxPositions);

    /// <inheritdoc/>
    public double? MeanExperts(RoutingPolicy policy) => _uses.Mean(policy);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LikelihoodResult>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests, RoutingPolicy policy, IProgressReporter progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(progress);
        _options.Validate();
        return Task.Run<IReadOnlyList<LikelihoodResult>>(() => Score(requests, policy, progress, cancellationToken), cancellationToken);
    }

    internal LikelihoodResult[] Score(
        IReadOnlyList<LikelihoodRequest> requests, RoutingPolicy policy, IProgressReporter progress, CancellationToken cancellationToken)
    {
        var packed = PackedRequests.Pack(requests, MaxLength, _options.TokensInBatch);
        var routing = model.Route(policy, _options.Mask, _uses.Of(policy));
        using var step = progress.Begin($"Scoring {packed.DistinctCount} requests", packed.TokenCount, "tokens");
        var answers = new IReadOnlyList<LikelihoodResult>[packed.BatchCount];
        for (var b = 0; b < answers.Length; b++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[b] = Score(packed.Batch(b), routing);
            step.Advance(packed.TokensIn(b));
        }

        return packed.Unpack(answers);
    }

    private IReadOnlyList<LikelihoodResult> Score(PackedBatch batch, IReadOnlyList<LayerRouting?> routing)
    {
        using var scope = NewDisposeScope();
        using var tensors = new BatchTensors(batch, model.Device);
        _uses.Begin(batch);
        using var wanted = tensor(batch.Wanted, device: model.Device);                       // [N]
        var x = model.Embed(tensors.Ids);                                                    // [R, T, h]
        for (var layer = 0; layer < routing.Count - 1; layer++)
        {
            using var before = x;
            x = model.Layer(layer, x, tensors.Context, routing[layer]);
        }

        x = model.Branch(routing.Count - 1, x, tensors.Context, [routing[^1]], wanted)[0];   // [N, h]: experts run where it counts
        return LikelihoodReader.Read(model, batch, x);
    }
}
