using System.Text.Json;
using MoeNotebooks.Training.Model;

namespace MoeNotebooks.Training.Export;

/// <summary>The <c>config.json</c> of a mini model.</summary>
internal static class HuggingFaceConfig
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Text(MiniModelConfig c, int longestText) =>
        JsonSerializer.Serialize(
            Common(c, longestText).Concat(c.Router == MiniRouterKind.Softmax ? Softmax() : Sigmoid(c)).ToDictionary(),
            Indented
        ) + "\n";

    private static Dictionary<string, object?> Softmax() =>
        new()
        {
            ["architectures"] = new[] { "DeepseekV2ForCausalLM" },
            ["model_type"] = "deepseek_v2",
            ["scoring_func"] = "softmax",
            ["topk_method"] = "greedy",
            ["n_group"] = 1,
            ["topk_group"] = 1,
            ["norm_topk_prob"] = false,
            ["aux_loss_alpha"] = 0.001,
            ["seq_aux"] = false,
        };

    private static Dictionary<string, object?> Sigmoid(MiniModelConfig c) =>
        new()
        {
            ["architectures"] = new[] { "DeepseekV3ForCausalLM" },
            ["model_type"] = "deepseek_v3",
            ["scoring_func"] = "sigmoid",
            ["topk_method"] = "noaux_tc",
            ["n_group"] = c.Groups,
            ["topk_group"] = c.TopGroups,
            ["norm_topk_prob"] = true,
            ["num_nextn_predict_layers"] = 0,
        };

    private static Dictionary<string, object?> Common(MiniModelConfig c, int longestText) =>
        new()
        {
            ["torch_dtype"] = "bfloat16",
            ["vocab_size"] = c.Vocabulary,
            ["bos_token_id"] = 0,
            ["eos_token_id"] = 0,
            ["pad_token_id"] = null,
            ["hidden_size"] = c.Hidden,
            ["num_hidden_layers"] = c.Layers,
            ["hidden_act"] = "silu",
            ["rms_norm_eps"] = c.Epsilon,
            ["initializer_range"] = 0.02,
            ["tie_word_embeddings"] = false,
            ["use_cache"] = true,
            ["max_position_embeddings"] = longestText,
            ["rope_theta"] = c.RopeTheta,
            ["rope_scaling"] = null,
            ["attention_bias"] = false,
            ["attention_dropout"] = 0.0,
            ["num_attention_heads"] = c.Heads,
            ["num_key_value_heads"] = c.Heads,
            ["q_lora_rank"] = null,
            ["kv_lora_rank"] = c.KvRank,
            ["qk_nope_head_dim"] = c.Nope,
            ["qk_rope_head_dim"] = c.Rope,
            ["v_head_dim"] = c.ValueWidth,
            ["mlp_bias"] = false,
            ["intermediate_size"] = c.DenseWidth,
            ["moe_intermediate_size"] = c.ExpertWidth,
            ["first_k_dense_replace"] = 1,
            ["moe_layer_freq"] = 1,
            ["n_routed_experts"] = c.Experts,
            ["n_shared_experts"] = c.SharedWidth / c.ExpertWidth,
            ["num_experts_per_tok"] = c.TopK,
            ["routed_scaling_factor"] = (double)c.RoutedScale,
            ["ep_size"] = 1,
            ["pretraining_tp"] = 1,
        };
}
