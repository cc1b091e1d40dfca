using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>OLMoE: queries and keys normalised over the whole projection; a softmax router; no shared expert.</summary>
internal sealed class Olmoe : Architecture
{
    public override string Name => "OlmoeForCausalLM";

    public override ExpertNames Routed { get; } = ExpertNames.Of("mlp.experts");

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        [
            .. DecoderLayer.Parameters(config),
            .. GqaAttention.Parameters((GqaConfig)config.Attention, config.HiddenSize),
            .. Router.Parameters("mlp.gate", config),
            .. Routed.Parameters(config),
        ];

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) =>
        new(
            config,
            layer,
            weights,
            new GqaAttention((GqaConfig)config.Attention, weights, config.RmsNormEpsilon),
            new MoeLayer(Router.From(weights, "mlp.gate", config.Moe), weights.Experts(Routed, config), shared: null)
        );
}
