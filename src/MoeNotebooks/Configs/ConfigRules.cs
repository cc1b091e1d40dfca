namespace MoeNotebooks.Configs;

/// <summary>What must hold between the fields of any config.</summary>
internal static class ConfigRules
{
    private const int MostExperts = 1 << 20; // in all layers; DeepSeek-V3 has 14,848

    public static void Check(ModelConfig config, ConfigReader reader)
    {
        CheckRouter(config.Moe.Router, reader);
        if (config.Attention.Rope.Dim % 2 != 0)
        {
            reader.Problem(
                "rotary dimension",
                $"is {config.Attention.Rope.Dim}; it is rotated in pairs, so it must be even"
            );
        }

        if (config.Attention.Rope.Theta <= 1)
        {
            reader.Problem(
                "rope_theta",
                FormattableString.Invariant($"is {config.Attention.Rope.Theta}; it must be above 1")
            );
        }

        if (config.Attention is GqaConfig gqa && gqa.Heads % gqa.KeyValueHeads != 0)
        {
            reader.Problem(
                "num_key_value_heads",
                $"is {gqa.KeyValueHeads}; it must divide num_attention_heads, {gqa.Heads}"
            );
        }

        if (config.MoeLayers.Count == 0)
        {
            reader.Problem("config", "has no MoE layer");
        }

        if ((long)config.MoeLayers.Count * config.Moe.Router.Experts > MostExperts)
        {
            reader.Problem(
                "num_hidden_layers",
                $"gives {config.MoeLayers.Count} MoE layers of {config.Moe.Router.Experts} experts; the limit is {MostExperts:N0} experts in all"
            );
        }
    }

    private static void CheckRouter(Routing.RouterRule rule, ConfigReader reader)
    {
        if (rule.TrainedTopK > rule.Experts)
        {
            reader.Problem(
                "num_experts_per_tok",
                $"is {rule.TrainedTopK}; the model has {rule.Experts} routed experts"
            );
        }

        if (rule.Experts % rule.Groups != 0)
        {
            reader.Problem("n_group", $"is {rule.Groups}; it must divide the number of routed experts, {rule.Experts}");
        }
        else if (rule.TopGroups > rule.Groups)
        {
            reader.Problem("topk_group", $"is {rule.TopGroups}; n_group is {rule.Groups}");
        }
        else if (rule.TrainedTopK <= rule.Experts && rule.TrainedTopK > rule.Selectable)
        {
            reader.Problem(
                "num_experts_per_tok",
                $"is {rule.TrainedTopK}; {rule.TopGroups} of {rule.Groups} groups hold {rule.Selectable} experts"
            );
        }
    }
}
