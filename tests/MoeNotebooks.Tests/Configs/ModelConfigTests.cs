using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Configs;

public sealed class ModelConfigTests
{
    [Fact]
    public void Both_forms_of_rope_and_dtype_are_read()
    {
        var old = TinyModel.Parse(TinyModel.Config());
        var rope = new JsonObject { ["rope_theta"] = 10000.0, ["rope_type"] = "default" };
        var fresh = TinyModel.Parse(
            TinyModel.Config(
                "deepseek_v2",
                ("rope_theta", null),
                ("torch_dtype", null),
                ("rope_parameters", rope),
                ("dtype", "float32")
            )
        );
        (fresh.Attention, fresh.StoredType).ShouldBe((old.Attention, old.StoredType));
    }

    [Fact]
    public void All_problems_are_told_in_one_error_with_value_and_limit()
    {
        var json = TinyModel.Config(
            "deepseek_v2",
            ("num_experts_per_tok", 9),
            ("hidden_size", -1),
            ("kv_lora_rank", null),
            ("hidden_act", "gelu"),
            ("rope_scaling", new JsonObject { ["type"] = "longrope" })
        );
        var message = Should.Throw<MoeDataException>(() => TinyModel.Parse(json)).Message;
        message.ShouldStartWith("config.json: 5 problems");
        message.ShouldContain("num_experts_per_tok is 9; the model has 8 routed experts");
        message.ShouldContain("hidden_size is -1; a whole number from 1 to 10000000 is needed");
        message.ShouldContain("kv_lora_rank is missing");
        message.ShouldContain("hidden_act is 'gelu'; supported is silu");
        message.ShouldContain("'longrope'; supported are default and yarn");
    }

    [Theory]
    [InlineData(
        "architectures",
        """["LlamaForCausalLM"]""",
        "supported are DeepseekV2ForCausalLM, DeepseekV3ForCausalLM, MixtralForCausalLM, OlmoeForCausalLM, Qwen2MoeForCausalLM, Qwen3MoeForCausalLM"
    )]
    [InlineData("model_type", "\"mixtral\"", "model_type is 'mixtral'; DeepseekV2ForCausalLM has 'deepseek_v2'")]
    [InlineData("n_routed_experts", "0", "n_routed_experts is 0; a whole number from 1")]
    [InlineData("n_routed_experts", "1000000000", "n_routed_experts is 1000000000; a whole number from 1 to 65536")]
    [InlineData("num_hidden_layers", "1.5", "num_hidden_layers is 1.5; a whole number")]
    [InlineData("vocab_size", "\"many\"", "vocab_size is \"many\"; a whole number")]
    [InlineData("first_k_dense_replace", "3", "has no MoE layer")]
    [InlineData("qk_rope_head_dim", "5", "rotary dimension is 5")]
    [InlineData("head_dim", "7", "head_dim is 7; in this family it is qk_rope_head_dim, 4")]
    [InlineData("dtype", "\"bfloat16\"", "torch_dtype is 'float32' and dtype is 'bfloat16'")]
    [InlineData("rope_theta", "1", "rope_theta is 1; it must be above 1")]
    [InlineData("n_shared_experts", "1001", "n_shared_experts is 1001; a whole number from 0 to 1000")]
    [InlineData("rope_scaling", """{"type":"yarn"}""", "rope_scaling.factor is missing")]
    [InlineData("rope_parameters", """{"rope_theta":5}""", "rope_theta is 10000 and rope_parameters.rope_theta is 5")]
    [InlineData("quantization_config", """{"quant_method":"awq"}""", "supported is quant_method fp8")]
    [InlineData("scoring_func", "\"sigmoid\"", "scoring_func is \"sigmoid\"; supported is softmax")]
    public void A_bad_field_is_named_with_its_limit(string field, string value, string expected) =>
        Should
            .Throw<MoeDataException>(() =>
                TinyModel.Parse(TinyModel.Config("deepseek_v2", (field, JsonNode.Parse(value))))
            )
            .Message.ShouldContain(expected);

    [Theory]
    [InlineData(3, 1, "n_group is 3; it must divide the number of routed experts, 8")]
    [InlineData(2, 4, "topk_group is 4; n_group is 2")]
    [InlineData(4, 1, "num_experts_per_tok is 3; 1 of 4 groups hold 2 experts")]
    public void Groups_must_fit(int groups, int best, string expected)
    {
        var json = TinyModel.Config(
            "deepseek_v2",
            ("topk_method", "group_limited_greedy"),
            ("n_group", groups),
            ("topk_group", best)
        );
        Should.Throw<MoeDataException>(() => TinyModel.Parse(json)).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("num_attention_heads", 5, "must be a multiple of num_attention_heads, 5")]
    [InlineData("num_key_value_heads", 3, "num_key_value_heads is 3; it must divide num_attention_heads, 4")]
    [InlineData("num_experts", 5, "num_local_experts is 4 and num_experts is 5; they mean the same")]
    [InlineData(
        "sliding_window",
        32,
        "sliding_window is 32; supported is null, or max_position_embeddings, 64, and more"
    )]
    public void Contradictions_of_grouped_attention_are_told(string field, int value, string expected)
    {
        var json = TinyModel.Config("mixtral", (field, value));
        Should.Throw<MoeDataException>(() => TinyModel.Parse(json)).Message.ShouldContain(expected);
    }

    [Fact]
    public void More_experts_than_any_model_has_are_refused_before_anything_is_made_for_each() =>
        Should
            .Throw<MoeDataException>(() =>
                TinyModel.Parse(TinyModel.Config("mixtral", ("num_hidden_layers", 100), ("num_local_experts", 65_536)))
            )
            .Message.ShouldContain(
                "num_hidden_layers gives 100 MoE layers of 65536 experts; the limit is 1,048,576 experts in all"
            );

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{} // comment")]
    [InlineData("""{"vocab_size": 1,}""")]
    [InlineData("""{"vocab_size": 1, "vocab_size": 2}""")]
    [InlineData("{}")]
    public void What_is_no_config_is_a_data_error(string json) =>
        Should.Throw<MoeDataException>(() => TinyModel.Parse(json));

    [Fact]
    public void Mutated_configs_end_in_a_config_or_a_data_error()
    {
        var (texts, chance) = (new[] { TinyModel.Config(), TinyModel.Config("mixtral") }, new Random(1));
        string[] splices =
        [
            "null",
            "-1",
            "1e400",
            "99999999999",
            "[]",
            "{}",
            "\"\\ud800\"",
            "\"",
            ",",
            "true",
            "0.5",
            "\u0000",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var text = texts[i % 2];
            var at = chance.Next(text.Length);
            text = (i % 5) switch
            {
                0 => text[..at],
                1 => text[..at] + (char)chance.Next(1, 128) + text[(at + 1)..],
                _ => text[..at]
                    + splices[chance.Next(splices.Length)]
                    + text[Math.Min(text.Length, at + chance.Next(12))..],
            };
            try
            {
                _ = new MoeNotebooks.Models.ModelSize(TinyModel.Parse(text)).Total;
            }
            catch (MoeDataException) { }
        }
    }

    [Fact]
    public void A_byte_order_mark_is_accepted_and_remote_code_is_ignored_with_a_notice()
    {
        var config = TinyModel.Parse('\uFEFF' + TinyModel.Config("deepseek_v2", ("auto_map", new JsonObject())));
        config.Notices.ShouldHaveSingleItem().ShouldContain("auto_map");
    }

    [Fact]
    public void The_router_is_a_value_without_tensors()
    {
        var rule = TinyModel.Parse(TinyModel.Config()).Moe.Router;
        rule.ShouldBe(new RouterRule(8, 3, Scoring.Softmax) { GroupScore = GroupScore.Maximum });
    }
}
