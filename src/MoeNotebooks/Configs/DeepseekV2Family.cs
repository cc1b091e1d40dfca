using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>DeepSeek-V2 and V2-Lite: a softmax router, never renormalised.</summary>
internal sealed class DeepseekV2Family : ConfigFamily
{
    private const string Grouped = "group_limited_greedy";

    public override string Name => "DeepseekV2ForCausalLM";

    public override string ModelType => "deepseek_v2";

    public override ModelConfig Read(ConfigReader reader)
    {
        var method = reader.Text("topk_method") ?? "greedy";
        reader.Only("topk_method", $"greedy or {Grouped}", method is "greedy" or Grouped);
        reader.Only("scoring_func", "softmax", reader.Text("scoring_func") is null or "softmax");
        var grouped = method == Grouped;
        return DeepseekConfig.Read(reader, this, new RouterRule(
            CommonConfig.Experts(reader, "n_routed_experts"), CommonConfig.ActiveExperts(reader), Scoring.Softmax)
        {
            Groups = grouped ? reader.Size("n_group") : 1,
            TopGroups = grouped ? reader.Size("topk_group") : 1,
            GroupScore = GroupScore.Maximum,
            Renormalise = false, // norm_topk_prob is not read by the reference either
            Scale = reader.Positive("routed_scaling_factor", 1.0),
        });
    }
}
