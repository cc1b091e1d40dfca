using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Datasets;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Faults.Fuzzing.Formats;
using MoeNotebooks.Hub;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>The small JSON files that people and engines hand to the kit.</summary>
internal static class SmallFiles
{
    public static FuzzFormat Answers()
    {
        var config = ModelConfig.Parse(
            "config.json",
            """
            {"architectures":["MixtralForCausalLM"],"model_type":"mixtral","vocab_size":96,"hidden_size":32,"intermediate_size":24,"num_hidden_layers":1,"num_attention_heads":4,
             "num_key_value_heads":2,"num_local_experts":4,"num_experts_per_tok":2,"max_position_embeddings":64,"rope_theta":10000.0,"rms_norm_eps":1e-6}
            """
        );
        var sglang = Convert.ToBase64String([.. new[] { 0, 1, 2, 3 }.SelectMany(BitConverter.GetBytes)]);
        return new FileFormat(
            "answers.json",
            path => EngineRouting.Read(path, config, "m"),
            $$$"""{"text":"x","meta_info":{"prompt_tokens":2,"completion_tokens":1,"routed_experts":"{{{sglang}}}"}}""",
            $$$"""{"choices":[{"text":"x","sgl_ext":{"routed_experts":"{{{sglang}}}"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""",
            """{"choices":[{"routed_experts":[[[0,1]],[[2,3]]]}],"usage":{"prompt_tokens":2,"completion_tokens":1}}"""
        );
    }

    public static FuzzFormat Index() =>
        new FileFormat(
            "model.safetensors.index.json",
            path => CheckpointIndex.Parse("fuzz", File.ReadAllBytes(path)),
            """{"metadata":{"total_size":16,"x":1.5},"weight_map":{"a.weight":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""",
            """{"weight_map":{"model.layers.0.mlp.experts.0.down_proj.weight":"sub/model.safetensors","é\n":"model.safetensors"},"more":[{"x":[]}]}"""
        );

    public static FuzzFormat Sweep() =>
        new FileFormat(
            "sweep.json",
            path => SweepSpec.Load(path),
            """{"model":"mini-softmax","tasks":["mini"],"limit":3,"policies":[{"policy":"topK","k":3}],"grid":{"levels":[2,6],"peaks":[1]},"published":"table10","level":0.05,"seed":1,"dtype":"bf16","bos":"auto"}"""
        );

    public static FuzzFormat Loadtest() =>
        new FileFormat(
            "loadtest.jsonl",
            path => LoadTestResults.Load(path),
            [
                .. Repository
                    .Files("data/measured", "*.jsonl")
                    .Select(File.ReadAllText)
                    .Where(text => text.Contains("total_input_tokens", StringComparison.Ordinal))
                    .Take(1),
                """{"backend":"sglang","model_id":"m","duration":2.5,"completed":4,"total_input_tokens":40,"total_output_tokens":20,"request_rate":"inf","max_concurrency":4,"median_ttft_ms":1.5,"median_tpot_ms":2.5}""",
            ]
        );

    public static FuzzFormat Hardware() =>
        new FileFormat(
            "device.json",
            path => HardwareCatalog.Load(path),
            Repository.Files("data/hardware", "*.json").Take(3).Select(File.ReadAllText)
        );

    public static FuzzFormat Measured() =>
        new FileFormat(
            "measured.jsonl",
            path => MeasuredRow.Load(path),
            Repository
                .Files("data/measured", "h100-layers.jsonl")
                .Concat(Repository.Files("data/measured", "h100-decode.jsonl"))
                .Select(FirstLines)
        );

    public static FuzzFormat Popularity() =>
        new FileFormat(
            "popularity.json",
            path => PopularityProfile.Read(path),
            new PopularityProfile("m", 4, new Dictionary<int, IReadOnlyList<long>> { [1] = [3, 0, 1, 9] }).ToJson()
        );

    public static FuzzFormat Listing() =>
        new FileFormat(
            "listing.json",
            path => HubListing.Parse("https://hub/x", File.ReadAllBytes(path)),
            """{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{"rfilename":"config.json","size":12,"blobId":"0123456789abcdef0123456789abcdef01234567"},{"rfilename":"a/model.safetensors","size":99,"lfs":{"sha256":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":99}}]}"""
        );

    public static FuzzFormat Lines() =>
        new FileFormat(
            "arc.jsonl",
            path => JsonLines.Read(path, EvaluationTasks.ArcEasy.Schema),
            Repository.Files("data/mini", "arc_easy.jsonl").Select(FirstLines)
        );

    private static string FirstLines(string path) => string.Join('\n', File.ReadLines(path).Take(12)) + "\n";
}
