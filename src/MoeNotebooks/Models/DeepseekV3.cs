using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>
/// DeepSeek-V3, R1, Moonlight: latent attention; a sigmoid router whose choice is by score plus bias, in groups, with weights
/// renormalised and scaled; ungated shared experts; a multi-token-prediction layer in the files that is left out.
/// </summary>
internal sealed class DeepseekV3 : Architecture
{
    public override string Name => "DeepseekV3ForCausalLM";

    public override ExpertNames Routed => DeepseekLayer.Routed;

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        DeepseekLayer.Parameters(config, layer);

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) =>
        DeepseekLayer.Build(config, layer, weights);
}
