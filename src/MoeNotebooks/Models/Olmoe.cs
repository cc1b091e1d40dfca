using MoeNotebooks.Routing;

namespace MoeNotebooks.Models;

/// <summary>OLMoE: queries and keys normalised over the whole projection; a softmax router; no shared expert.</summary>
internal sealed class Olmoe : Architecture
{
    public override string Name => "OlmoeForCausalLM";

    public override string ModelType => "olmoe";

    public override ExpertNames Routed { get; } = ExpertNames.Of("mlp.experts");

    public override ModelConfig Read(ConfigReader reader)
    {
        var router = new RouterRule(
            CommonConfig.Experts(reader, "num_experts", "num_local_experts"), CommonConfig.ActiveExperts(reader), Scoring.Softmax)
        {
            Renormalise = reader.Flag("norm_topk_prob", false),
            RenormaliseEpsilon = 0,
        };
        var bias = reader.Flag("attention_bias", false);
        var attention = GqaReader.Read(reader) with
        {
            Norm = QueryKeyNorm.WholeProjection,
            InputBias = bias,
            OutputBias = bias,
            Clip = reader.Has("clip_qkv") ? reader.Positive("clip_qkv") : null,
        };
        return CommonConfig.Read(reader, this, attention, new MoeConfig(router, reader.Size("intermediate_size"), 0));
    }

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
    [
        .. DecoderLayer.Parameters(config),
        .. GqaAttention.Parameters((GqaConfig)config.Attention, config.HiddenSize),
        .. Router.Parameters("mlp.gate", config),
        .. Routed.Parameters(config),
    ];

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) => new(
        config, layer, weights,
        new GqaAttention((GqaConfig)config.Attention, weights, config.RmsNormEpsilon),
        new MoeLayer(Router.From(weights, "mlp.gate", config.Moe), weights.Experts(Routed, config), shared: null));
}
