using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>The tensors of a whole model, from its config alone.</summary>
internal static class ModelParameters
{
    public const string EmbeddingName = "model.embed_tokens.weight";
    public const string NormName = "model.norm.weight";
    public const string HeadName = "lm_head.weight";

    public static string LayerPrefix(int layer) => $"model.layers.{layer}.";

    /// <summary>
    /// All tensors of the model, as published checkpoints name them: counted, they give the model's parameters.
    /// </summary>
    public static IEnumerable<ParameterSpec> Parameters(this ModelConfig config) =>
        Outside(config).Concat(Enumerable.Range(0, config.Layers).SelectMany(layer => OfLayer(config, layer)));

    /// <summary>Those that belong to no layer.</summary>
    public static IEnumerable<ParameterSpec> Outside(ModelConfig config)
    {
        yield return new(EmbeddingName, [config.VocabularySize, config.HiddenSize], ModelPart.Embedding);
        yield return new(NormName, [config.HiddenSize], ModelPart.Norm);
        if (!config.TieEmbeddings)
        {
            yield return new(HeadName, [config.VocabularySize, config.HiddenSize], ModelPart.Embedding);
        }
    }

    /// <summary>One layer's, under their full names.</summary>
    public static IEnumerable<ParameterSpec> OfLayer(ModelConfig config, int layer) =>
        Architecture
            .Named(config.Architecture)
            .LayerParameters(config, layer)
            .Select(spec => spec.Under(LayerPrefix(layer)));
}
