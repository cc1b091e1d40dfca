using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>A layer of DeepSeek-V2 or V3: the two differ in the router's rule only, which the config holds.</summary>
internal static class DeepseekLayer
{
    private static readonly MlpNames Dense = MlpNames.Of("mlp");
    private static readonly MlpNames Shared = MlpNames.Of("mlp.shared_experts");
    public static readonly ExpertNames Routed = ExpertNames.Of("mlp.experts");

    public static IEnumerable<ParameterSpec> Parameters(ModelConfig config, int layer) =>
    [
        .. DecoderLayer.Parameters(config),
        .. MlaAttention.Parameters((MlaConfig)config.Attention, config.HiddenSize),
        .. config.IsMoe(layer)
            ? [
                .. Router.Parameters("mlp.gate", config),
                .. Routed.Parameters(config),
                .. Shared.Parameters(config.HiddenSize, config.Moe.SharedWidth, ModelPart.Shared),
            ]
            : Dense.Parameters(config.HiddenSize, config.DenseWidth, ModelPart.Dense),
    ];

    public static DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) => new(
        config, layer, weights,
        new MlaAttention((MlaConfig)config.Attention, weights),
        config.IsMoe(layer)
            ? new MoeLayer(
                Router.From(weights, "mlp.gate", config.Moe),
                weights.Experts(Routed, config),
                config.Moe.SharedWidth > 0 ? DenseMlp.From(weights, Shared) : null)
            : DenseMlp.From(weights, Dense));
}
