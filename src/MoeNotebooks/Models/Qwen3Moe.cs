using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>
/// Qwen3-MoE: queries and keys normalised head by head; a softmax router, renormalised if the config says so.
/// </summary>
internal sealed class Qwen3Moe : Architecture
{
    private static readonly MlpNames Dense = MlpNames.Of("mlp");

    public override string Name => "Qwen3MoeForCausalLM";

    public override ExpertNames Routed { get; } = ExpertNames.Of("mlp.experts");

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        [
            .. DecoderLayer.Parameters(config),
            .. GqaAttention.Parameters((GqaConfig)config.Attention, config.HiddenSize),
            .. config.IsMoe(layer)
                ? [.. Router.Parameters("mlp.gate", config), .. Routed.Parameters(config)]
                : Dense.Parameters(config.HiddenSize, config.DenseWidth, ModelPart.Dense),
        ];

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) =>
        new(
            config,
            layer,
            weights,
            new GqaAttention((GqaConfig)config.Attention, weights, config.RmsNormEpsilon),
            config.IsMoe(layer)
                ? new MoeLayer(
                    Router.From(weights, "mlp.gate", config.Moe),
                    weights.Experts(Routed, config),
                    shared: null
                )
                : DenseMlp.From(weights, Dense)
        );
}
