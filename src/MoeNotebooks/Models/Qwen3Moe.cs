using MoeNotebooks.Routing;

namespace MoeNotebooks.Models;

/// <summary>Qwen3-MoE: queries and keys normalised head by head; a softmax router, renormalised if the config says so.</summary>
internal sealed class Qwen3Moe : Architecture
{
    private static readonly MlpNames Dense = MlpNames.Of("mlp");

    public override string Name => "Qwen3MoeForCausalLM";

    public override string ModelType => "qwen3_moe";

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
        var attention = GqaReader.Read(reader) with { Norm = QueryKeyNorm.EachHead, InputBias = bias, OutputBias = bias };
        var moe = new MoeConfig(router, reader.Size("moe_intermediate_size"), 0);
        return QwenLayers.Read(reader, CommonConfig.Read(reader, this, attention, moe));
    }

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
    [
        .. DecoderLayer.Parameters(config),
        .. GqaAttention.Parameters((GqaConfig)config.Attention, config.HiddenSize),
        .. config.IsMoe(layer)
            ? [.. Router.Parameters("mlp.gate", config), .. Routed.Parameters(config)]
            : Dense.Parameters(config.HiddenSize, config.DenseWidth, ModelPart.Dense),
    ];

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) => new(
        config, layer, weights,
        new GqaAttention((GqaConfig)config.Attention, weights, config.RmsNormEpsilon),
        config.IsMoe(layer)
            ? new MoeLayer(Router.From(weights, "mlp.gate", config.Moe), weights.Experts(Routed, config), shared: null)
            : DenseMlp.From(weights, Dense));
}
