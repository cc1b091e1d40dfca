using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>
/// DeepSeek-V3, R1, Moonlight: a sigmoid router that chooses by score plus bias, in groups, with weights renormalised
/// and scaled.
/// </summary>
internal sealed class DeepseekV3Family : ConfigFamily
{
    public override string Name => "DeepseekV3ForCausalLM";

    public override string ModelType => "deepseek_v3";

    public override FamilyDefaults Defaults { get; } =
        new(Theta: 10_000, RmsNormEpsilon: 1e-6, MaxPositions: 4096)
        {
            Renormalise = true,
            RoutedScale = 2.5,
            Groups = 8,
            TopGroups = 4,
            DenseLayers = 3,
            SharedExperts = 1,
        };

    public override ModelConfig Read(ConfigReader reader)
    {
        reader.Only("scoring_func", "sigmoid", reader.Text("scoring_func") is null or "sigmoid");
        reader.Only("topk_method", "noaux_tc", reader.Text("topk_method") is null or "noaux_tc");
        var config = DeepseekConfig.Read(
            reader,
            this,
            new RouterRule(
                CommonConfig.Experts(reader, "n_routed_experts", "num_local_experts"),
                CommonConfig.ActiveExperts(reader),
                Scoring.Sigmoid
            )
            {
                Groups = reader.SizeOr("n_group", Defaults.Groups),
                TopGroups = reader.SizeOr("topk_group", Defaults.TopGroups),
                GroupScore = GroupScore.TopTwoSum,
                SelectionBias = true,
                Renormalise = reader.FlagOr("norm_topk_prob", Defaults.Renormalise),
                Scale = reader.PositiveOr("routed_scaling_factor", Defaults.RoutedScale),
            }
        );
        return config with { PredictionLayers = reader.Size("num_nextn_predict_layers", otherwise: 1, least: 0) };
    }
}
