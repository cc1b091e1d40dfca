using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>
/// DeepSeek-V2 and V3, R1, Moonlight: latent attention, ungated shared experts, dense first layers. The two differ in
/// the router's rule only, which the config holds. V3's files hold a multi-token-prediction layer too, which is left
/// out.
/// </summary>
/// <param name="name">Its name in the config's <c>architectures</c>.</param>
internal sealed class Deepseek(string name) : Architecture
{
    private static readonly MlpNames Dense = MlpNames.Of("mlp");
    private static readonly MlpNames Shared = MlpNames.Of("mlp.shared_experts");

    public override string Name => name;

    public override ExpertNames Routed { get; } = ExpertNames.Of("mlp.experts");

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        [
            .. DecoderLayer.Parameters(config),
            .. MlaAttention.Parameters((MlaConfig)config.Attention, config.HiddenSize),
            .. config.IsMoe(layer)
                ?
                [
                    .. Router.Parameters("mlp.gate", config),
                    .. Routed.Parameters(config),
                    .. Shared.Parameters(config.HiddenSize, config.Moe.SharedWidth, ModelPart.Shared),
                ]
                : Dense.Parameters(config.HiddenSize, config.DenseWidth, ModelPart.Dense),
        ];

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) =>
        new(
            config,
            layer,
            weights,
            new MlaAttention((MlaConfig)config.Attention, weights),
            config.IsMoe(layer)
                ? new MoeLayer(
                    Router.From(weights, "mlp.gate", config.Moe),
                    weights.Experts(Routed, config),
                    config.Moe.SharedWidth > 0 ? DenseMlp.From(weights, Shared) : null
                )
                : DenseMlp.From(weights, Dense)
        );
}
