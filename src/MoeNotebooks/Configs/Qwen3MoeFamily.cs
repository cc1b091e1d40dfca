using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>Qwen3-MoE: queries and keys normalised head by head; a softmax router, renormalised if the config says so.</summary>
internal sealed class Qwen3MoeFamily : ConfigFamily
{
    public override string Name => "Qwen3MoeForCausalLM";

    public override string ModelType => "qwen3_moe";

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
}
