using MoeNotebooks.Checkpoints;
using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Export;

/// <summary>
/// The model's weights under the names of a published DeepSeek checkpoint, one tensor per expert, in bf16; selection
/// biases stay f32.
/// </summary>
internal static class HuggingFaceTensors
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["norm1"] = "input_layernorm.weight",
        ["norm2"] = "post_attention_layernorm.weight",
        ["q"] = "self_attn.q_proj.weight",
        ["kv_a"] = "self_attn.kv_a_proj_with_mqa.weight",
        ["kv_norm"] = "self_attn.kv_a_layernorm.weight",
        ["kv_b"] = "self_attn.kv_b_proj.weight",
        ["o"] = "self_attn.o_proj.weight",
        ["router"] = "mlp.gate.weight",
    };

    /// <summary>The tensors, in the caller's dispose scope.</summary>
    public static IEnumerable<NamedTensor> Of(MiniModel model)
    {
        foreach (var (name, value) in model.Parameters)
        {
            foreach (var (fullName, part) in Split(name, value.detach()))
            {
                yield return new NamedTensor(fullName, part.to(ScalarType.BFloat16));
            }
        }

        foreach (var (layer, bias) in model.SelectionBias)
        {
            yield return new NamedTensor($"model.layers.{layer}.mlp.gate.e_score_correction_bias", bias);
        }
    }

    private static IEnumerable<(string, Tensor)> Split(string name, Tensor value)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return
            [
                (
                    name switch
                    {
                        "embed" => "model.embed_tokens.weight",
                        "head" => "lm_head.weight",
                        _ => "model.norm.weight",
                    },
                    value
                ),
            ];
        }

        var (layer, part) = (name[..dot], name[(dot + 1)..]);
        var prefix = $"model.layers.{layer}.";
        if (Names.TryGetValue(part, out var plain))
        {
            return [(prefix + plain, value)];
        }

        if (part.StartsWith("experts_", StringComparison.Ordinal))
        {
            return Enumerable
                .Range(0, (int)value.shape[0])
                .SelectMany(e => Mlp($"{prefix}mlp.experts.{e}.", part["experts_".Length..], value[e]));
        }

        return Mlp(prefix + (layer == "0" ? "mlp." : "mlp.shared_experts."), part, value);
    }

    // gate rows come first, then up
    private static IEnumerable<(string, Tensor)> Mlp(string prefix, string part, Tensor value)
    {
        if (part == "down")
        {
            return [(prefix + "down_proj.weight", value)];
        }

        var halves = value.chunk(2, 0);
        return [(prefix + "gate_proj.weight", halves[0]), (prefix + "up_proj.weight", halves[1])];
    }
}
