using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>DeepSeek-V2 and V2-Lite: latent attention; a softmax router, never renormalised; ungated shared experts.</summary>
internal sealed class DeepseekV2 : Architecture
{
    public override string Name => "DeepseekV2ForCausalLM";

    public override ExpertNames Routed => DeepseekLayer.Routed;

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        DeepseekLayer.Parameters(config, layer);

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) =>
        DeepseekLayer.Build(config, layer, weights);
}
