using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// A mixture-of-experts language model, opened from a checkpoint. <see cref="Forward"/> runs it whole;
/// <see cref="Embed"/>, <see cref="Layer"/> and <see cref="Logits"/> run it piece by piece, for work that many runs
/// share.
/// </summary>
/// <remarks>
/// B rows, T tokens per row, h hidden size, V vocabulary. No gradients. Results belong to the caller's dispose scope.
/// In bf16 on the CPU, weights that the files hold in bf16 are used where the system maps the files, and not copied:
/// files must stay as they are while the model is open. A changed one is an error at the next prompt; one that is cut
/// short during a pass ends the process, as the system does with memory that is gone.
/// </remarks>
public sealed class MoeModel : IDisposable
{
    private const int SmallHidden = 256;
    private readonly ModelOptions _options;
    private readonly Checkpoint? _checkpoint;
    private readonly RotaryEmbedding _rotary;
    private readonly OutsideWeights _outside;
    private readonly LayerStack _layers;
    private readonly Lazy<ITokenizer> _tokenizer;

    private MoeModel(Checkpoint? checkpoint, WeightSource weights, ModelOptions options)
    {
        (_checkpoint, _options, Config) = (checkpoint, options, weights.Config);
        options.Constants?.Check(Config);
        if (
            options.Device.type == TorchSharp.DeviceType.CUDA
            && options.DType == ScalarType.BFloat16
            && CudaModule.Missing is { } missing
        )
        {
            options.Notify(
                $"the kit's kernels for the device are not used: {missing}. libtorch's operators do the work."
            );
        }

        var plan = ModelLoader.Plan(Config, options);
        Placement = plan.Layers;
        _tokenizer = new(() => TokenizerJson.Load(Checkpoint.Folder));
        _rotary = new RotaryEmbedding(Config.Attention.Rope);
        _outside = new OutsideWeights(weights, options.Device, plan.OutsideIsPaged);
        _layers = new LayerStack(weights, plan, options.Device);
    }

    /// <summary>The model's shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>The decoder layers, counted from 0, that are MoE layers.</summary>
    public IReadOnlyList<int> MoeLayers => Config.MoeLayers;

    /// <summary>The type that it computes with.</summary>
    public ScalarType DType => _options.DType;

    /// <summary>Where results are.</summary>
    public Device Device => _options.Device;

    /// <summary>How routed experts are computed, as asked for.</summary>
    internal ExpertBackend Experts => _options.Experts;

    /// <summary>How it was opened.</summary>
    internal ModelOptions Options => _options;

    /// <summary>Where each decoder layer runs.</summary>
    internal IReadOnlyList<Device> LayerDevices => _layers.Devices;

    /// <summary>Whether an operator is so short work that two threads do better at one each than at one together: as
    /// measured with h = 128 on two cores, where batches of 512 tokens side by side take half of the time. Not on a
    /// device, and not where layers are put together each time they run.</summary>
    internal bool IsSmall =>
        Config.HiddenSize <= SmallHidden
        && Device.type == TorchSharp.DeviceType.CPU
        && Placement.All(place => place != LayerPlacement.Paged);

    /// <summary>The checkpoint it was opened from.</summary>
    /// <exception cref="MoeUsageException">It has random weights.</exception>
    public Checkpoint Checkpoint =>
        _checkpoint ?? throw new MoeUsageException("model", "has random weights and no checkpoint");

    /// <summary>The tokenizer of the model's folder, read when it is first asked for.</summary>
    /// <exception cref="MoeDataException">Its files are wrong.</exception>
    /// <exception cref="MoeMissingException">The folder has none.</exception>
    public ITokenizer Tokenizer => _tokenizer.Value;

    /// <summary>Where each decoder layer's weights are.</summary>
    public IReadOnlyList<LayerPlacement> Placement { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="model">A folder, a model under <c>data/models</c>, or ORG/NAME in the Hugging Face cache.</param>
    /// <param name="options">How; <see langword="null"/> for f32 on the CPU.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">Its config or files are wrong; says all that is.</exception>
    public static MoeModel Open(string model, ModelOptions? options = null)
    {
        TorchNative.Prepare();
        options ??= new ModelOptions();
        options.Validate();
        var checkpoint = Checkpoint.Open(ModelLocator.Resolve(model));
        try
        {
            using var noGrad = no_grad();
            var config = ModelLoader.Check(checkpoint, options);
            return new MoeModel(
                checkpoint,
                new WeightReader(checkpoint, config, options.DType, options.Experts) { Constants = options.Constants },
                options
            );
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes a model of a config's shape with random weights, to measure its speed; nothing is read or written.
    /// </summary>
    /// <param name="config">The shape.</param>
    /// <param name="options">How; <see langword="null"/> for f32 on the CPU.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <exception cref="MoeUsageException">Its weights do not fit in memory.</exception>
    public static MoeModel Random(ModelConfig config, ModelOptions? options = null, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(config);
        TorchNative.Prepare();
        options ??= new ModelOptions();
        options.Validate();
        ModelLoader.RefuseWhatDoesNotFit(config, options);
        using var noGrad = no_grad();
        using var weights = new RandomWeights(config, options.DType, options.Experts, seed)
        {
            Constants = options.Constants,
        };
        return new MoeModel(checkpoint: null, weights, options);
    }

    /// <summary>Room for what attention keeps of a batch.</summary>
    /// <param name="rows">B.</param>
    /// <param name="tokens">Tokens per row, at most.</param>
    public KvCache CreateCache(int rows, int tokens) =>
        new(Config.Attention.CacheShapes(rows, tokens), tokens, DType, _layers.Devices);

    /// <summary>What a policy and a mask mean for each decoder layer.</summary>
    /// <param name="policy">The policy; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="observer">Sees what is decided.</param>
    /// <returns>One entry per decoder layer, <see langword="null"/> for dense layers.</returns>
    /// <exception cref="MoeUsageException">The policy or the mask does not fit the model.</exception>
    public IReadOnlyList<LayerRouting?> Route(
        RoutingPolicy? policy,
        ExpertMask? mask = null,
        IRoutingObserver? observer = null
    ) => RoutingPlan.For(Config, policy, mask, observer);

    /// <summary>Looks tokens up.</summary>
    /// <param name="ids">[B, T], whole numbers below V.</param>
    /// <returns>[B, T, h].</returns>
    public Tensor Embed(Tensor ids)
    {
        CheckIds(ids);
        return LookUp(ids);
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
        return _layers.Run(layer, x, context, _rotary, routing);
    }

    /// <summary>
    /// Runs one decoder layer under several routings, and what they have in common once: attention, router, experts.
    /// </summary>
    /// <param name="layer">The layer, counted from 0.</param>
    /// <param name="x">[B, T, h].</param>
    /// <param name="context">Positions, mask and cache of this forward pass.</param>
    /// <param name="routings">Entries of <see cref="Route"/> for this layer, all with one mask.</param>
    /// <param name="places">[N], places in [B · T] whose output is wanted; <see langword="null"/> for all.</param>
    /// <returns>For each routing [B, T, h], or [N, h] of the places wanted; equal to <see cref="Layer"/>'s up to
    /// rounding.</returns>
    public Tensor[] Branch(
        int layer,
        Tensor x,
        AttentionContext context,
        IReadOnlyList<LayerRouting?> routings,
        Tensor? places = null
    )
    {
        using var noGrad = no_grad();
        return _layers.Branch(layer, x, context, _rotary, routings, places);
    }

    /// <summary>The scores of every next token: final norm and output projection.</summary>
    /// <param name="x">[..., h], out of the last layer.</param>
    /// <returns>[..., V].</returns>
    public Tensor Logits(Tensor x)
    {
        using var noGrad = no_grad();
        return _outside.Logits(x);
    }

    /// <summary>Runs the whole model on new tokens; a cache in the context then holds them too.</summary>
    /// <param name="ids">[B, T], whole numbers below V.</param>
    /// <param name="context">Positions, mask and cache; <see langword="null"/> for plain causal order without
    /// cache.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="observer">Sees what routers decide.</param>
    /// <returns>[B, T, V].</returns>
    public Tensor Forward(
        Tensor ids,
        AttentionContext? context = null,
        RoutingPolicy? policy = null,
        ExpertMask? mask = null,
        IRoutingObserver? observer = null
    )
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
        CheckIds(ids);
        RefuseChangedFiles();
        return Run(ids, context, routing);
    }

    /// <summary>
    /// As <see cref="Hidden"/>, of ids that are known to be right: looking at them would wait for the device.
    /// </summary>
    internal Tensor Run(Tensor ids, AttentionContext context, IReadOnlyList<LayerRouting?> routing)
    {
        using var scope = NewDisposeScope();
        var x = LookUp(ids); // [B, T, h]
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            using var before = x;
            x = Layer(layer, x, context, routing[layer]);
        }

        context.Cache?.Advance((int)ids.shape[1]);
        for (var i = 0; i < context.Parts?.Count; i++)
        {
            context.Parts[i].Own.Cache?.Advance(context.Parts[i].Tokens);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Runs one text by itself for the routing's observer; what comes out is not kept.</summary>
    /// <param name="text">Token ids, at least one.</param>
    /// <param name="routing">From <see cref="Route"/>.</param>
    internal void Show(int[] text, IReadOnlyList<LayerRouting?> routing)
    {
        using var scope = NewDisposeScope();
        using var context = new AttentionContext();
        _ = Hidden(tensor(text, ScalarType.Int64).unsqueeze(0), context, routing); // [1, T, h]
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _layers.Dispose();
        _outside.Dispose();
        _checkpoint?.Dispose();
    }

    /// <summary>Runs only one layer's MLP: a MoE layer by itself.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="x">[N, h], normalised already.</param>
    /// <param name="routing">How it routes; <see langword="null"/> for as trained.</param>
    /// <returns>[N, h], what the layer would add.</returns>
    internal Tensor Mlp(int layer, Tensor x, LayerRouting? routing)
    {
        using var noGrad = no_grad();
        return _layers.Mlp(layer, x, routing);
    }

    /// <summary>What every routed expert of a MoE layer gives, whether it is chosen or not.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="before">[N, h], the hidden states to which the layer adds, as
    /// <see cref="ExpertActivity.Before"/>.</param>
    /// <returns>[N, E, h], f32.</returns>
    internal Tensor EveryExpert(int layer, Tensor before)
    {
        using var noGrad = no_grad();
        return _layers.EveryExpert(layer, before);
    }

    /// <summary>Where the tokens after those in a cache stand.</summary>
    internal StepPosition StepFrom(KvCache cache, IReadOnlyList<int> padding, bool fixedShapes) =>
        new(_rotary, cache, padding, Device, fixedShapes);

    private Tensor LookUp(Tensor ids)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _outside.Embed(ids.flatten()).view(ids.shape[0], ids.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Weights that stay in their files are another model's once somebody wrote there.</summary>
    private void RefuseChangedFiles()
    {
        if (DType == ScalarType.BFloat16 && Device.type == TorchSharp.DeviceType.CPU)
        {
            _checkpoint?.VerifyUnchanged();
        }
    }

    private void CheckIds(Tensor ids)
    {
        if (ids.dim() != 2 || ids.numel() == 0)
        {
            throw new MoeUsageException(
                "tokens",
                $"have shape [{string.Join(", ", ids.shape)}]; at least one row of one token is needed"
            );
        }

        var (least, most) = (ids.min().item<long>(), ids.max().item<long>());
        if (least < 0 || most >= Config.VocabularySize)
        {
            throw new MoeUsageException(
                "tokens",
                $"hold id {(least < 0 ? least : most)}; the vocabulary has {Config.VocabularySize}, counted from 0"
            );
        }
    }
}
