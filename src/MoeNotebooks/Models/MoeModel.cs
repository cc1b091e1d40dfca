using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// A mixture-of-experts language model, opened from a checkpoint. <see cref="Forward"/> runs it whole; <see cref="Embed"/>,
/// <see cref="Layer"/> and <see cref="Logits"/> run it piece by piece, for work that many runs share.
/// </summary>
/// <remarks>B rows, T tokens a row, h hidden size, V vocabulary. No gradients. Results belong to the caller's dispose scope.</remarks>
public sealed class MoeModel : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly ModelOptions _options;
    private readonly RotaryEmbedding _rotary;
    private readonly Tensor _embedding; // [V, h]
    private readonly Tensor _head;      // [V, h]
    private readonly Tensor _normWeight;
    private readonly RmsNorm _norm;
    private readonly List<DecoderLayer> _layers = [];

    private MoeModel(Checkpoint checkpoint, ModelConfig config, ModelOptions options)
    {
        (_checkpoint, Config, _options) = (checkpoint, config, options);
        _rotary = new RotaryEmbedding(config.Attention.Rope);
        var reader = new WeightReader(checkpoint, config, options.DType);
        var outside = ModelParameters.Outside(config).ToDictionary(spec => spec.Name);
        _embedding = reader.Read(outside[ModelParameters.EmbeddingName], options.Device);
        _normWeight = reader.Read(outside[ModelParameters.NormName], options.Device);
        _norm = new RmsNorm(_normWeight, config.RmsNormEpsilon);
        _head = config.TieEmbeddings ? _embedding : reader.Read(outside[ModelParameters.HeadName], options.Device);
        var family = Architecture.Named(config.Architecture);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            _layers.Add(family.Build(config, layer, new LayerWeights(reader, layer, options.Device)));
        }
    }

    /// <summary>The model's shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>The decoder layers, counted from 0, that are MoE layers.</summary>
    public IReadOnlyList<int> MoeLayers => Config.MoeLayers;

    /// <summary>The type that it computes with.</summary>
    public ScalarType DType => _options.DType;

    /// <summary>Where results are.</summary>
    public Device Device => _options.Device;

    /// <summary>The checkpoint it was opened from.</summary>
    public Checkpoint Checkpoint => _checkpoint;

    /// <summary>Opens a model.</summary>
    /// <param name="model">A folder, a model under <c>data/models</c>, or ORG/NAME in the Hugging Face cache.</param>
    /// <param name="options">How; <see langword="null"/> for f32 on the CPU.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">Its config or files are wrong; says all that is.</exception>
    public static MoeModel Open(string model, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        options.Validate();
        var checkpoint = Checkpoint.Open(ModelLocator.Resolve(model));
        try
        {
            using var noGrad = no_grad();
            var config = ModelConfig.Parse(Path.Combine(checkpoint.Folder, "config.json"), checkpoint.ConfigText);
            foreach (var notice in config.Notices.Concat(CheckpointCheck.Verify(checkpoint, config)))
            {
                options.Notify?.Invoke(notice);
            }

            return new MoeModel(checkpoint, config, options);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Room for what attention keeps of a batch.</summary>
    /// <param name="rows">B.</param>
    /// <param name="tokens">Tokens a row, at most.</param>
    public KvCache CreateCache(int rows, int tokens) => new(
        [.. _layers.Select(layer => layer.Attention.CacheShapes(rows, tokens))], tokens, DType, [.. _layers.Select(_ => Device)]);

    /// <summary>What a policy and a mask mean for each decoder layer.</summary>
    /// <param name="policy">The policy; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="observer">Sees what is decided.</param>
    /// <returns>One entry a decoder layer, <see langword="null"/> for dense layers.</returns>
    /// <exception cref="MoeUsageException">The policy or the mask does not fit the model.</exception>
    public IReadOnlyList<LayerRouting?> Route(RoutingPolicy? policy, ExpertMask? mask = null, IRoutingObserver? observer = null) =>
        RoutingPlan.For(Config, policy, mask, observer);

    /// <summary>Looks tokens up.</summary>
    /// <param name="ids">[B, T], whole numbers below V.</param>
    /// <returns>[B, T, h].</returns>
    public Tensor Embed(Tensor ids)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _embedding.index_select(0, ids.to(Device).view(-1)).view(ids.shape[0], ids.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs one decoder layer.</summary>
    /// <param name="layer">The layer, counted from 0.</param>
    /// <param name="x">[B, T, h].</param>
    /// <param name="context">Positions, mask and cache of this forward pass.</param>
    /// <param name="routing">The layer's entry of <see cref="Route"/>; <see langword="null"/> for as trained.</param>
    /// <returns>[B, T, h].</returns>
    public Tensor Layer(int layer, Tensor x, AttentionContext context, LayerRouting? routing)
    {
        using var noGrad = no_grad();
        context.Prepare(_rotary, x);
        return _layers[layer].Forward(x, context, routing);
    }

    /// <summary>Runs one decoder layer under several routings, and what they have in common once: attention, router, experts.</summary>
    /// <param name="layer">The layer, counted from 0.</param>
    /// <param name="x">[B, T, h].</param>
    /// <param name="context">Positions, mask and cache of this forward pass.</param>
    /// <param name="routings">Entries of <see cref="Route"/> for this layer, all with one mask.</param>
    /// <param name="places">[N], places in [B · T] whose output is wanted; <see langword="null"/> for all.</param>
    /// <returns>For each routing [B, T, h], or [N, h] of the places wanted; equal to <see cref="Layer"/>'s up to rounding.</returns>
    public Tensor[] Branch(int layer, Tensor x, AttentionContext context, IReadOnlyList<LayerRouting?> routings, Tensor? places = null)
    {
        using var noGrad = no_grad();
        context.Prepare(_rotary, x);
        return _layers[layer].Branch(x, context, routings, places);
    }

    /// <summary>The scores of every next token: final norm and output projection.</summary>
    /// <param name="x">[..., h], out of the last layer.</param>
    /// <returns>[..., V].</returns>
    public Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return nn.functional.linear(_norm.Forward(x), _head).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the whole model on new tokens; a cache in the context then holds them too.</summary>
    /// <param name="ids">[B, T], whole numbers below V.</param>
    /// <param name="context">Positions, mask and cache; <see langword="null"/> for plain causal order without cache.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="observer">Sees what routers decide.</param>
    /// <returns>[B, T, V].</returns>
    public Tensor Forward(
        Tensor ids, AttentionContext? context = null, RoutingPolicy? policy = null, ExpertMask? mask = null, IRoutingObserver? observer = null)
    {
        using var scope = NewDisposeScope();
        using var own = context is null ? new AttentionContext() : null;
        return Logits(Hidden(ids, context ?? own!, Route(policy, mask, observer))).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Forward"/>, up to the last layer's output.</summary>
    /// <param name="ids">[B, T], whole numbers below V.</param>
    /// <param name="context">Positions, mask and cache of this forward pass.</param>
    /// <param name="routing">From <see cref="Route"/>.</param>
    /// <returns>[B, T, h].</returns>
    public Tensor Hidden(Tensor ids, AttentionContext context, IReadOnlyList<LayerRouting?> routing)
    {
        using var scope = NewDisposeScope();
        var x = Embed(ids);                                          // [B, T, h]
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            using var before = x;
            x = Layer(layer, x, context, routing[layer]);
        }

        context.Cache?.Advance((int)ids.shape[1]);
        return x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }

        _embedding.Dispose();
        _head.Dispose();
        _normWeight.Dispose();
        _checkpoint.Dispose();
    }
}
