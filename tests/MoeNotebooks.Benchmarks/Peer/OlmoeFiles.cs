using System.Text.Json.Nodes;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Benchmarks.Peer;

/// <summary>
/// One model of OLMoE's shape with four layers and random bf16 weights, in two forms: a folder of Hugging Face's, and a
/// GGUF file.
/// </summary>
internal sealed record OlmoeFiles(string Folder, string Gguf, ModelConfig Config)
{
    private const int Layers = 4;
    private const string Name = "olmoe-1b-7b";

    /// <summary>
    /// Writes both where they are not there yet: 4.6 GB under the system's folder for temporary files.
    /// </summary>
    public static OlmoeFiles Make(TextWriter output)
    {
        var root = Path.Combine(Path.GetTempPath(), "moe-peer");
        var (folder, gguf) = (Path.Combine(root, "olmoe-4"), Path.Combine(root, "olmoe-4.gguf"));
        Directory.CreateDirectory(folder);
        var text = JsonNode.Parse(File.ReadAllText(Path.Combine(ModelLocator.ResolveConfig(Name), "config.json")))!;
        text["num_hidden_layers"] = Layers;
        AtomicFile.WriteText(Path.Combine(folder, "config.json"), text.ToJsonString());
        var files = new OlmoeFiles(folder, gguf, ModelConfig.Load(folder));
        if (!File.Exists(gguf))
        {
            output.WriteLine($"writing {root}");
            files.Write();
        }

        return files;
    }

    private void Write()
    {
        using var scope = NewDisposeScope();
        using var chance = new Generator(1, CPU);
        var tensors = Config.Parameters().ToDictionary(spec => spec.Name, spec => Draw(spec, chance));
        SafetensorsWriter.Write(
            Path.Combine(Folder, "model.safetensors"),
            tensors.Select(pair => new NamedTensor(pair.Key, pair.Value))
        );
        GgufWriter.Write(Gguf + ".incomplete", Facts(), [.. Tensors(tensors)]);
        File.Move(Gguf + ".incomplete", Gguf);
    }

    /// <summary>Norms near 1; matrices of variance 1 / columns.</summary>
    private static Tensor Draw(ParameterSpec spec, Generator chance)
    {
        using var scope = NewDisposeScope();
        var values = randn([.. spec.Shape], generator: chance);
        values = spec.Shape.Count == 1 ? values.Scale_(0.1).Add_(1) : values.Scale_(1 / Math.Sqrt(spec.Shape[^1]));
        return values.to_type(ScalarType.BFloat16).MoveToOuterDisposeScope();
    }

    private Dictionary<string, object> Facts()
    {
        var attention = (GqaConfig)Config.Attention;
        return new Dictionary<string, object>
        {
            ["general.architecture"] = "olmoe",
            ["olmoe.block_count"] = Layers,
            ["olmoe.context_length"] = Config.MaxPositions,
            ["olmoe.embedding_length"] = Config.HiddenSize,
            ["olmoe.feed_forward_length"] = Config.Moe.ExpertWidth,
            ["olmoe.attention.head_count"] = attention.Heads,
            ["olmoe.attention.head_count_kv"] = attention.KeyValueHeads,
            ["olmoe.attention.layer_norm_rms_epsilon"] = (float)Config.RmsNormEpsilon,
            ["olmoe.expert_count"] = Config.Moe.Router.Experts,
            ["olmoe.expert_used_count"] = Config.Moe.Router.TrainedTopK,
            ["olmoe.rope.freq_base"] = 10000f,
            ["olmoe.vocab_size"] = Config.VocabularySize,
            ["tokenizer.ggml.model"] = "none",
        };
    }

    private IEnumerable<GgufTensor> Tensors(Dictionary<string, Tensor> tensors)
    {
        GgufTensor One(string name, string from)
        {
            var value = tensors[from];
            // llama.cpp wants norms in f32
            return new(name, value.shape, [value.dim() == 1 ? value.to_type(ScalarType.Float32) : value]);
        }

        GgufTensor Stacked(string name, string prefix, string projection)
        {
            Tensor[] experts =
            [
                .. Enumerable
                    .Range(0, Config.Moe.Router.Experts)
                    .Select(e => tensors[$"{prefix}mlp.experts.{e}.{projection}_proj.weight"]),
            ];
            return new(name, [experts.Length, .. experts[0].shape], experts);
        }

        yield return One("token_embd.weight", "model.embed_tokens.weight");
        yield return One("output_norm.weight", "model.norm.weight");
        yield return One("output.weight", "lm_head.weight");
        for (var layer = 0; layer < Layers; layer++)
        {
            var (to, from) = ($"blk.{layer}.", $"model.layers.{layer}.");
            yield return One(to + "attn_norm.weight", from + "input_layernorm.weight");
            yield return One(to + "ffn_norm.weight", from + "post_attention_layernorm.weight");
            foreach (
                var (name, mine) in new[]
                {
                    ("attn_q", "q_proj"),
                    ("attn_k", "k_proj"),
                    ("attn_v", "v_proj"),
                    ("attn_output", "o_proj"),
                    ("attn_q_norm", "q_norm"),
                    ("attn_k_norm", "k_norm"),
                }
            )
            {
                yield return One($"{to}{name}.weight", $"{from}self_attn.{mine}.weight");
            }

            yield return One(to + "ffn_gate_inp.weight", from + "mlp.gate.weight");
            yield return Stacked(to + "ffn_gate_exps.weight", from, "gate");
            yield return Stacked(to + "ffn_up_exps.weight", from, "up");
            yield return Stacked(to + "ffn_down_exps.weight", from, "down");
        }
    }
}
