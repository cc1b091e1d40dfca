using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// Each kind of attention against plain loops: whole prompts, chunks behind a cache, and single tokens, where latent
/// attention takes its absorbed form.
/// </summary>
[References]
public sealed class AttentionTests
{
    private const int Tokens = 9;
    private const int Layer = 1;

    public static TheoryData<string, int> ModelsAndChunks() =>
        [
            .. from name in (string[])
                ["deepseek-v2", "deepseek-v2-lite", "moonlight", "olmoe", "qwen2-moe", "qwen3-moe", "mixtral"]
            from chunk in (int[])[Tokens, 4, 1]
            select (name, chunk),
        ];

    [Theory]
    [MemberData(nameof(ModelsAndChunks))]
    public void Every_way_of_running_equals_the_plain_loops(string name, int chunk)
    {
        using var scope = NewDisposeScope();
        var folder = Shared.Folder("golden/models/" + name);
        using var checkpoint = Checkpoint.Open(folder);
        var config = ModelConfig.Load(folder);
        using var weights = new LayerWeights(
            new WeightReader(checkpoint, config, ScalarType.Float32),
            Layer,
            CPU,
            paged: false
        );
        IAttention attention = config.Attention is MlaConfig mla
            ? new MlaAttention(mla, weights)
            : new GqaAttention((GqaConfig)config.Attention, weights, config.RmsNormEpsilon);
        using var generator = new Generator(5);
        var x = randn([1, Tokens, config.HiddenSize], generator: generator);

        var rows = x.data<float>().Select(value => (double)value).Chunk(config.HiddenSize).ToArray();
        var plain = new PlainAttention(checkpoint, config, Layer)
            .Forward(rows)
            .SelectMany(row => row)
            .Select(value => (float)value)
            .ToArray();
        Golden.ShouldBeClose(
            InChunks(attention, config, x, chunk),
            tensor(plain).view(x.shape),
            $"{name} in chunks of {chunk}",
            1e-5
        );
    }

    private static Tensor InChunks(IAttention attention, ModelConfig config, Tensor x, int chunk)
    {
        var rotary = new RotaryEmbedding(config.Attention.Rope);
        using var cache = new KvCache(config.Attention.CacheShapes(1, Tokens), Tokens, ScalarType.Float32, [CPU, CPU]);
        var parts = new List<Tensor>();
        for (var at = 0; at < Tokens; at += chunk)
        {
            var part = x.narrow(1, at, Math.Min(chunk, Tokens - at));
            using var context = new AttentionContext { Cache = cache };
            context.Prepare(rotary, part);
            parts.Add(attention.Forward(part, context, Layer));
            cache.Advance((int)part.shape[1]);
        }

        return cat([.. parts], 1);
    }
}
