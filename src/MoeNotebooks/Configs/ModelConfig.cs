using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Configs;

/// <summary>A model's shape, read from its <c>config.json</c> and checked; no weights are needed.</summary>
public sealed record ModelConfig
{
    /// <summary>Where it was read, for errors about it.</summary>
    public required string Path { get; init; }

    /// <summary>The architecture's name, such as <c>DeepseekV2ForCausalLM</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Token ids run from 0 to this, V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream, h.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Decoder layers; a multi-token-prediction layer is not among them.</summary>
    public required int Layers { get; init; }

    /// <summary>The longest sequence the model was made for, in tokens.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Added to the mean square in RMSNorm.</summary>
    public required double RmsNormEpsilon { get; init; }

    /// <summary>Whether the output projection is the embedding.</summary>
    public required bool TieEmbeddings { get; init; }

    /// <summary>The attention of every layer.</summary>
    public required AttentionConfig Attention { get; init; }

    /// <summary>The MoE of every MoE layer.</summary>
    public required MoeConfig Moe { get; init; }

    /// <summary>Width of a dense layer's MLP; 0 where there is none.</summary>
    public required int DenseWidth { get; init; }

    /// <summary>The decoder layers (counted from 0, as in tensor names) that are MoE layers, ascending.</summary>
    public required IReadOnlyList<int> MoeLayers { get; init; }

    /// <summary>Extra layers for multi-token prediction that files may hold; recognised and left out.</summary>
    public int PredictionLayers { get; init; }

    /// <summary>Blocks of 8-bit weights; <see langword="null"/> where weights are not quantised.</summary>
    public BlockQuantisation? Quantisation { get; init; }

    /// <summary>The element type that the config names, such as <c>bfloat16</c>.</summary>
    public string? StoredType { get; init; }

    /// <summary>The token that begins a text, if the config names one.</summary>
    public int? BosId { get; init; }

    /// <summary>The tokens that end a text.</summary>
    public IReadOnlyList<int> EosIds { get; init; } = [];

    /// <summary>What was accepted but should be known.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Reads a model folder's <c>config.json</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="MoeMissingException">There is none.</exception>
    /// <exception cref="MoeDataException">All that is wrong with it, in one error.</exception>
    public static ModelConfig Load(string folder)
    {
        var path = System.IO.Path.Combine(folder, "config.json");
        return File.Exists(path)
            ? Parse(path, ModelFolder.Open(folder).ReadText("config.json"))
            : throw new MoeMissingException(path, "no such file", "A model folder holds config.json and *.safetensors");
    }

    /// <summary>Reads the text of a <c>config.json</c>.</summary>
    /// <param name="path">Where the text comes from.</param>
    /// <param name="json">The text.</param>
    /// <exception cref="MoeDataException">All that is wrong with it, in one error.</exception>
    public static ModelConfig Parse(string path, string json)
    {
        var reader = ConfigReader.Open(path, json);
        var family = ConfigFamily.Of(reader);
        var config = family.Read(reader);
        ConfigRules.Check(config, reader);
        ConfigKeys.Check(reader, family);
        reader.ThrowIfAnyProblem();
        return config with { Notices = reader.Notices };
    }

    /// <summary>The same model with its first layers only.</summary>
    /// <param name="layers">How many, at least 1.</param>
    /// <exception cref="MoeUsageException">There are not so many.</exception>
    public ModelConfig WithLayers(int layers) =>
        layers >= 1 && layers <= Layers
            ? this with
            {
                Layers = layers,
                MoeLayers = [.. MoeLayers.Where(layer => layer < layers)],
            }
            : throw new MoeUsageException("layers", $"is {layers}; {Path} has {Layers}");

    /// <summary>Whether a decoder layer is a MoE layer.</summary>
    /// <param name="layer">The layer, counted from 0.</param>
    public bool IsMoe(int layer) => MoeLayers.Contains(layer);
}
