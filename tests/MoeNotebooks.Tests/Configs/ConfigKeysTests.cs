using System.Text.Json.Nodes;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Configs;

/// <summary>
/// A key that changes numbers is honoured or refused by name, and what a missing one means is the family's own, and
/// told.
/// </summary>
[References]
public sealed class ConfigKeysTests
{
    [Theory]
    [InlineData("mixtral", "partial_rotary_factor", "0.5", "partial_rotary_factor is 0.5; supported is 1")]
    [InlineData("mixtral", "clip_qkv", "8", "clip_qkv is 8; supported is null or false")]
    [InlineData("mixtral", "norm_topk_prob", "false", "norm_topk_prob is false; supported is true")]
    [InlineData("mixtral", "routed_scaling_factor", "2.5", "routed_scaling_factor is 2.5; supported is 1")]
    [InlineData("mixtral", "scoring_func", "\"sigmoid\"", "scoring_func is \"sigmoid\"; supported is \"softmax\"")]
    [InlineData("mixtral", "n_group", "4", "n_group is 4; supported is 1")]
    [InlineData(
        "mixtral",
        "layer_types",
        """["full_attention", "sliding_attention"]""",
        "layer_types is [\"full_attention\",\"sliding_attention\"]; supported is full_attention for each of the 2 layers"
    )]
    [InlineData("mixtral", "layer_types", """["full_attention"]""", "layer_types is")]
    [InlineData("mixtral", "final_logit_softcapping", "30.0", "final_logit_softcapping is 30.0")]
    [InlineData("mixtral", "hidden_activation", "\"gelu\"", "hidden_activation is \"gelu\"; supported is \"silu\"")]
    [InlineData("mixtral", "quantization", """{"bits": 4}""", "quantization is")]
    [InlineData("mixtral", "layer_norm_eps", "1e-3", "layer_norm_eps is 1e-3")]
    [InlineData("deepseek_v2", "norm_topk_prob", "true", "norm_topk_prob is true; supported is false")]
    [InlineData("deepseek_v2", "rope_interleave", "false", "rope_interleave is false; supported is true")]
    [InlineData("deepseek_v2", "index_topk", "2048", "index_topk is 2048")]
    [InlineData("deepseek_v2", "sliding_window", "16", "sliding_window is 16")]
    [InlineData(
        "deepseek_v2",
        "quantization_config",
        """{"quant_method":"fp8","weight_block_size":[128,128],"bits":4}""",
        "quantization_config.bits is 4; this kit does not know the key"
    )]
    [InlineData(
        "deepseek_v2",
        "quantization_config",
        """{"quant_method":"fp8","weight_block_size":[128,128],"activation_scheme":"static"}""",
        "quantization_config.activation_scheme is \"static\""
    )]
    public void A_key_that_would_change_numbers_is_refused_by_name(
        string family,
        string field,
        string value,
        string expected
    ) =>
        Should
            .Throw<MoeDataException>(() => TinyModel.Parse(TinyModel.Config(family, (field, JsonNode.Parse(value)))))
            .Message.ShouldContain(expected);

    [Theory]
    [InlineData("partial_rotary_factor", "1.0")]
    [InlineData("clip_qkv", "null")]
    [InlineData("qk_layernorm", "false")]
    [InlineData("pruned_heads", "{}")]
    [InlineData("no_rope_layers", "[]")]
    [InlineData("routed_scaling_factor", "1.0")]
    [InlineData("sliding_window", "64")]
    [InlineData("hidden_act", "\"swish\"")]
    [InlineData("layer_types", """["full_attention", "full_attention"]""")]
    [InlineData("temperature", "0.7")]
    [InlineData("router_jitter_noise", "0.1")]
    [InlineData("id2label", """{"0": "a"}""")]
    public void A_key_that_does_nothing_is_passed_over(string field, string value)
    {
        var plain = TinyModel.Parse(TinyModel.Config("mixtral"));
        var config = TinyModel.Parse(TinyModel.Config("mixtral").Insert(1, $"\"{field}\": {value}, "));
        config.Notices.ShouldBeEmpty();
        (config.Attention, config.Moe, config.RmsNormEpsilon).ShouldBe(
            (plain.Attention, plain.Moe, plain.RmsNormEpsilon)
        );
    }

    [Fact]
    public void A_key_that_nobody_knows_is_told() =>
        TinyModel
            .Parse(TinyModel.Config("mixtral", ("wobble", 3), ("wibble", "x")))
            .Notices.ShouldHaveSingleItem()
            .ShouldBe("config.json: has keys that this kit does not know and leaves out: wobble, wibble");

    [Theory]
    [InlineData("MixtralForCausalLM", 1e6, 1e-5, 131_072, true, 1)]
    [InlineData("OlmoeForCausalLM", 1e4, 1e-5, 4096, false, 1)]
    [InlineData("Qwen2MoeForCausalLM", 1e4, 1e-6, 32_768, false, 1)]
    [InlineData("Qwen3MoeForCausalLM", 1e4, 1e-6, 32_768, false, 1)]
    [InlineData("DeepseekV2ForCausalLM", 1e4, 1e-6, 2048, false, 1)]
    [InlineData("DeepseekV3ForCausalLM", 1e4, 1e-6, 4096, true, 2.5)]
    public void A_missing_field_means_what_the_family_means_by_it_and_is_told(
        string family,
        double theta,
        double epsilon,
        int positions,
        bool renormalise,
        double scale
    )
    {
        var config = TinyModel.Parse(
            $$"""
            {
              "architectures": ["{{family}}"], "vocab_size": 96, "hidden_size": 32, "intermediate_size": 48, "moe_intermediate_size": 16,
              "shared_expert_intermediate_size": 16, "num_hidden_layers": 5, "num_attention_heads": 4, "num_experts_per_tok": 2,
              "{{(family.StartsWith("Deepseek", StringComparison.Ordinal) ? "n_routed_experts" : "num_experts")}}": 16,
              "kv_lora_rank": 12, "q_lora_rank": null, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 6
            }
            """
        );
        (config.Attention.Rope.Theta, config.RmsNormEpsilon, config.MaxPositions).ShouldBe((theta, epsilon, positions));
        (config.Moe.Router.Renormalise, config.Moe.Router.Scale).ShouldBe((renormalise, scale));
        var told = config.Notices.ShouldHaveSingleItem();
        told.ShouldContain(FormattableString.Invariant($"rope_theta {theta}"));
        told.ShouldContain(FormattableString.Invariant($"rms_norm_eps {epsilon}"));
        told.ShouldContain($"the defaults of {family} are taken");
    }

    [Fact]
    public void V3_has_groups_dense_layers_and_a_shared_expert_by_default()
    {
        var config = TinyModel.Parse(
            """
            {
              "architectures": ["DeepseekV3ForCausalLM"], "vocab_size": 96, "hidden_size": 32, "intermediate_size": 48, "moe_intermediate_size": 16,
              "num_hidden_layers": 5, "num_attention_heads": 4, "num_experts_per_tok": 2, "num_local_experts": 16,
              "kv_lora_rank": 12, "q_lora_rank": null, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 6
            }
            """
        );
        (config.Moe.Router.Groups, config.Moe.Router.TopGroups, config.Moe.SharedWidth).ShouldBe((8, 4, 16));
        config.MoeLayers.ShouldBe([3, 4]);
    }

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Published_forms_of_config_give_no_notice(string name) =>
        ModelConfig.Load(Shared.Folder("golden/models/" + name)).Notices.ShouldBeEmpty();

    public static TheoryData<string> GoldenNames() => Golden.Names();
}
