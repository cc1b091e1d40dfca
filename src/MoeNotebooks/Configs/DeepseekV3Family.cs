using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>DeepSeek-V3, R1, Moonlight: a sigmoid router that chooses by score plus bias, in groups, with weights renormalised and scaled.</summary>
internal sealed class DeepseekV3Family : ConfigFamily
{
    public override string Name => "DeepseekV3ForCausalLM";

    public override string ModelType => "deepseek_v3";

    public override ModelConfig Read(ConfigReader reader)
    {
        reader.Only("scoring_func", "sigmoid", reader.Text("scoring_func") is null or "sigmoid");
        reader.Only("topk_method", "noaux_tc", reader.Text("topk_method") is null or "noaux_tc");
        var config = DeepseekConfig.Read(reader, this, new RouterRule(
            CommonConfig.Experts(reader, "n_routed_experts"), CommonConfig.ActiveExperts(reader), Scoring.Sigmoid)
        {
            Groups = reader.Size("n_group", otherwise: 1),
            TopGroups = reader.Size("topk_group", otherwise: 1),
            GroupScore = GroupScore.TopTwoSum,
            SelectionBias = true,
            Renormalise = reader.Flag("norm_topk_prob", true),
            Scale = reader.Positive("routed_scaling_factor", 1.0),
        });
        return config with { PredictionLayers = reader.Size("num_nextn_predict_layers", otherwise: 1, least: 0) };
    }
}
