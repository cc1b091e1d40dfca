using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>DeepSeek-V2 and V2-Lite: a softmax router, never renormalised.</summary>
internal sealed class DeepseekV2Family : ConfigFamily
{
    private const string Grouped = "group_limited_greedy";

    public override string Name => "DeepseekV2ForCausalLM";

    public override string ModelType => "deepseek_v2";

    public override FamilyDefaults Defaults { get; } =
        new(Theta: 10_000, RmsNormEpsilon: 1e-6, MaxPositions: 2048) { SharedExperts = 2 };

    public override ModelConfig Read(ConfigReader reader)
    {
        var method = reader.Text("topk_method") ?? reader.Default("topk_method", "greedy");
        reader.Only("topk_method", $"greedy or {Grouped}", method is "greedy" or Grouped);
        reader.Only("scoring_func", "softmax", reader.Text("scoring_func") is null or "softmax");
        reader.Only("rope_interleave", "true", reader.Flag("rope_interleave", true));

        // Transformers never renormalises in this family, DeepSeek's own code does where this is true: two answers, so
        // none
        reader.Only("norm_topk_prob", "false", !reader.Flag("norm_topk_prob", false));
        reader.Known("n_group", "topk_group"); // greedy has no groups
        var grouped = method == Grouped;
        return DeepseekConfig.Read(
            reader,
            this,
            new RouterRule(
                CommonConfig.Experts(reader, "n_routed_experts", "num_experts"),
                CommonConfig.ActiveExperts(reader),
                Scoring.Softmax
            )
            {
                Groups = grouped ? reader.Size("n_group") : 1,
                TopGroups = grouped ? reader.Size("topk_group") : 1,
                GroupScore = GroupScore.Maximum,
                Renormalise = false,
                Scale = reader.PositiveOr("routed_scaling_factor", Defaults.RoutedScale),
            }
        );
    }
}
