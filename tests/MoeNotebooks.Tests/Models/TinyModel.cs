using System.Text.Json.Nodes;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>Configs of small models and random checkpoints made from them.</summary>
internal static class TinyModel
{
    private const string DeepseekV2 = """
        {
          "architectures": ["DeepseekV2ForCausalLM"], "model_type": "deepseek_v2", "vocab_size": 96, "hidden_size": 32,
          "intermediate_size": 48, "moe_intermediate_size": 16, "num_hidden_layers": 3, "first_k_dense_replace": 1,
          "num_attention_heads": 2, "num_key_value_heads": 2, "n_routed_experts": 8, "n_shared_experts": 1, "num_experts_per_tok": 3,
          "kv_lora_rank": 12, "q_lora_rank": null, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 6,
          "topk_method": "greedy", "max_position_embeddings": 64, "rope_theta": 10000.0, "rms_norm_eps": 1e-6,
          "routed_scaling_factor": 1.0, "torch_dtype": "float32"
        }
        """;

    private const string Mixtral = """
        {
          "architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "vocab_size": 96, "hidden_size": 32,
          "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "num_local_experts": 4, "num_experts_per_tok": 2, "max_position_embeddings": 64, "rope_theta": 10000.0,
          "rms_norm_eps": 1e-6
        }
        """;

    /// <summary>The text of a config with some fields changed; a null node removes a field.</summary>
    public static string Config(string family = "deepseek_v2", params (string Field, JsonNode? Value)[] changes)
    {
        var config = JsonNode.Parse(family == "mixtral" ? Mixtral : DeepseekV2)!.AsObject();
        foreach (var (field, value) in changes)
        {
            config.Remove(field);
            if (value is not null)
            {
                config[field] = value;
            }
        }

        return config.ToJsonString();
    }

    public static ModelConfig Parse(string json) => ModelConfig.Parse("config.json", json);

    /// <summary>Writes config and random weights; the change may rename, replace or drop tensors.</summary>
    public static void Write(
        string folder,
        string json,
        Func<IEnumerable<NamedTensor>, IEnumerable<NamedTensor>>? change = null,
        int seed = 1
    )
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), json);
        var tensors = Parse(json)
            .Parameters()
            .Select(spec => new NamedTensor(
                spec.Name,
                spec.Part is ModelPart.Norm || spec.Name.Contains("layernorm", StringComparison.Ordinal)
                    ? ones([.. spec.Shape])
                    : randn([.. spec.Shape], generator: generator).mul_(0.2f)
            ))
            .ToList();
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), change?.Invoke(tensors) ?? tensors);
    }
}
