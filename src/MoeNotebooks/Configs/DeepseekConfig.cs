using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>
/// What DeepSeek-V2's and V3's configs share: latent attention, dense first layers, shared experts, groups.
/// </summary>
internal static class DeepseekConfig
{
    public static ModelConfig Read(ConfigReader reader, ConfigFamily family, RouterRule router)
    {
        var layers = reader.Size("num_hidden_layers");
        var dense = reader.SizeOr("first_k_dense_replace", family.Defaults.DenseLayers, least: 0);
        var shared = reader.SizeOr("n_shared_experts", family.Defaults.SharedExperts, least: 0, most: 1000);
        var width = reader.Size("moe_intermediate_size");
        if ((long)shared * width > ConfigReader.LargestSize)
        {
            reader.Problem(
                "n_shared_experts",
                $"is {shared}; times moe_intermediate_size, {width}, that is more than {ConfigReader.LargestSize}"
            );
            shared = 0;
        }

        var moe = new MoeConfig(router, width, shared * width) { RouterInFloat32 = true };
        if (reader.Size("moe_layer_freq", otherwise: 1) != 1)
        {
            reader.Only("moe_layer_freq", "1", isSupported: false);
        }

        reader.Only("mlp_bias", "false", !reader.Flag("mlp_bias", false));
        return CommonConfig.Read(reader, family, Attention(reader, family.Defaults), moe) with
        {
            DenseWidth = dense > 0 ? reader.Size("intermediate_size") : 0,
            MoeLayers = dense < layers ? [.. Enumerable.Range(dense, layers - dense)] : [],
        };
    }

    private static MlaConfig Attention(ConfigReader reader, FamilyDefaults family)
    {
        var rotary = reader.Size("qk_rope_head_dim");
        if (reader.Has("head_dim") && reader.Size("head_dim") != rotary)
        {
            reader.Problem(
                "head_dim",
                $"is {reader.Size("head_dim")}; in this family it is qk_rope_head_dim, {rotary}"
            );
        }

        var heads = reader.Size("num_attention_heads");
        if (reader.Size("num_key_value_heads", otherwise: heads) is var pairs && pairs != heads)
        {
            reader.Problem(
                "num_key_value_heads",
                $"is {pairs}; latent attention has as many as num_attention_heads, {heads}"
            );
        }

        if (!reader.Mentions("q_lora_rank"))
        {
            reader.Problem("q_lora_rank", "is missing; null is a query without latent vector");
        }

        return new MlaConfig(
            heads,
            reader.Size("qk_nope_head_dim"),
            reader.Size("v_head_dim"),
            reader.Size("kv_lora_rank"),
            RopeReader.Read(reader, family, rotary, interleaved: reader.Flag("rope_interleave", true))
        )
        {
            QueryLatentDim = reader.Has("q_lora_rank") ? reader.Size("q_lora_rank") : null,
            Bias = reader.Flag("attention_bias", false),
        };
    }
}
