using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>
/// Qwen1.5-MoE and Qwen2-MoE: biases on q, k and v; a softmax router; one shared expert behind a sigmoid gate.
/// </summary>
internal sealed class Qwen2Moe : Architecture
{
    private const string SharedGate = "mlp.shared_expert_gate.weight";
    private static readonly MlpNames Dense = MlpNames.Of("mlp");
    private static readonly MlpNames Shared = MlpNames.Of("mlp.shared_expert");

    public override string Name => "Qwen2MoeForCausalLM";

    public override ExpertNames Routed { get; } = ExpertNames.Of("mlp.experts");

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        [
            .. DecoderLayer.Parameters(config),
            .. GqaAttention.Parameters((GqaConfig)config.Attention, config.HiddenSize),
            .. config.IsMoe(layer)
                ?
                [
                    .. Router.Parameters("mlp.gate", config),
                    .. Routed.Parameters(config),
                    .. Shared.Parameters(config.HiddenSize, config.Moe.SharedWidth, ModelPart.Shared),
                    new(SharedGate, [1, config.HiddenSize], ModelPart.Shared),
                ]
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
                    DenseMlp.From(weights, Shared),
                    sharedGate: weights[SharedGate]
                )
                : DenseMlp.From(weights, Dense)
        );
}
