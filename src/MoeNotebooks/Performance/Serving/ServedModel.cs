using MoeNotebooks.Configs;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// A model as serving sees it: which weights a step reads and what a token leaves behind. Numbers only, from a config
/// alone.
/// </summary>
public sealed record ServedModel
{
    private const int CacheBytes = 2; // bf16

    private ServedModel(ModelConfig config, string name)
    {
        var size = new ModelSize(config);
        var attention = config.Attention;
        Name = name;
        (Layers, MoeLayers, Hidden) = (config.Layers, config.MoeLayers.Count, config.HiddenSize);
        (Experts, TrainedTopK) = (config.Moe.Router.Experts, config.Moe.Router.TrainedTopK);
        (ExpertWidth, SharedWidth, DenseWidth) = (config.Moe.ExpertWidth, config.Moe.SharedWidth, config.DenseWidth);
        Attention = AttentionMatrices.Of(attention, Hidden);
        Head = new(Hidden, config.VocabularySize, Sharding.Columns);
        Heads = attention.Heads;
        CachedBytes = CacheBytes * attention.CachedPerToken;
        BlockColumns = config.Quantisation?.Columns;
        Parameters = size.Total;
        HasQueryLatent = attention is MlaConfig { QueryLatentDim: not null };
        HasGroups = config.Moe.Router.Groups > 1;
        Router = config.Moe.Router;
        (LatentCache, ScoreWidth) = attention is MlaConfig mla
            ? (true, mla.QueryDim + mla.ValueDim)
            : (false, 2 * ((GqaConfig)attention).HeadDim);
        KeyValueHeads = attention is GqaConfig gqa ? gqa.KeyValueHeads : 1;
    }

    /// <summary>What charts and errors call it.</summary>
    public string Name { get; }

    /// <summary>Decoder layers.</summary>
    public int Layers { get; }

    /// <summary>Decoder layers with a mixture.</summary>
    public int MoeLayers { get; }

    /// <summary>Hidden size, d.</summary>
    public int Hidden { get; }

    /// <summary>Routed experts of a layer, n_e.</summary>
    public int Experts { get; }

    /// <summary>Experts per token as trained.</summary>
    public int TrainedTopK { get; }

    /// <summary>Intermediate size of an expert.</summary>
    public int ExpertWidth { get; }

    /// <summary>Intermediate size of the shared experts together.</summary>
    public int SharedWidth { get; }

    /// <summary>Intermediate size of a dense layer.</summary>
    public int DenseWidth { get; }

    /// <summary>The products of one layer's attention.</summary>
    public IReadOnlyList<WeightMatrix> Attention { get; }

    /// <summary>The output projection; bf16 in every checkpoint.</summary>
    public WeightMatrix Head { get; }

    /// <summary>Query heads.</summary>
    public int Heads { get; }

    /// <summary>Heads that keep keys and values; 1 where a latent vector serves all.</summary>
    public int KeyValueHeads { get; }

    /// <summary>Whether a token leaves one latent vector per layer, which every device keeps whole.</summary>
    public bool LatentCache { get; }

    /// <summary>Numbers multiplied per head for one pair of positions: a query's width and a value's.</summary>
    public int ScoreWidth { get; }

    /// <summary>Bytes that a token leaves in one layer's cache.</summary>
    public long CachedBytes { get; }

    /// <summary>Columns of a block with one scale, of 8-bit weights; <see langword="null"/> for bf16.</summary>
    public int? BlockColumns { get; init; }

    /// <summary>Bytes of a weight.</summary>
    public int WeightBytes => BlockColumns is null ? 2 : 1;

    /// <summary>All weights.</summary>
    public long Parameters { get; }

    /// <summary>Whether queries come from a latent vector: one product and one norm more per layer.</summary>
    public bool HasQueryLatent { get; }

    /// <summary>Whether experts are chosen among groups.</summary>
    public bool HasGroups { get; }

    /// <summary>How experts are chosen: how many, from which groups.</summary>
    public RouterRule Router { get; }

    /// <summary>Numbers of one expert.</summary>
    public double ExpertElements => 3.0 * Hidden * ExpertWidth;

    /// <summary>Reads a config.</summary>
    /// <param name="model">A name under <c>data/configs</c>, a folder, a model under <c>data/models</c>, or
    /// ORG/NAME.</param>
    public static ServedModel Load(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(ModelConfig.Load(ModelLocator.ResolveConfig(model)), Path.GetFileName(model.TrimEnd('/', '\\')));
    }

    /// <summary>Counts a config.</summary>
    /// <param name="config">The model.</param>
    /// <param name="name">What charts call it.</param>
    public static ServedModel Of(ModelConfig config, string name)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config, name);
    }
}
