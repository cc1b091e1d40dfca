using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>
/// One layer's attention by its equations: plain loops in double over the tensors as the files have them, without cache
/// or kernels.
/// </summary>
internal sealed class PlainAttention(Checkpoint checkpoint, ModelConfig config, int layer)
{
    private const double LatentEpsilon = 1e-6;

    /// <summary>What every token of one row gives: [T][h] to [T][h].</summary>
    public double[][] Forward(double[][] x) =>
        config.Attention switch
        {
            MlaConfig mla => Latent(mla, x),
            GqaConfig gqa => Grouped(gqa, x),
            var other => throw new NotSupportedException(other.GetType().Name),
        };

    private double[][] Grouped(GqaConfig gqa, double[][] x)
    {
        var (d, scale) = (gqa.HeadDim, 1 / Math.Sqrt(gqa.HeadDim));
        var q = x.Select((token, t) => Heads("q", token, gqa.Heads, t)).ToArray();
        var k = x.Select((token, t) => Heads("k", token, gqa.KeyValueHeads, t)).ToArray();
        var v = x.Select(token => Split(Clip(Project("v_proj", token)), gqa.KeyValueHeads)).ToArray();
        return
        [
            .. x.Select(
                (_, t) =>
                    Project(
                        "o_proj",
                        [
                            .. Enumerable
                                .Range(0, gqa.Heads)
                                .SelectMany(h =>
                                {
                                    var shared = h / (gqa.Heads / gqa.KeyValueHeads);
                                    return Mix(
                                        [.. Enumerable.Range(0, t + 1).Select(s => scale * Dot(q[t][h], k[s][shared]))],
                                        s => v[s][shared],
                                        d
                                    );
                                }),
                        ]
                    )
            ),
        ];

        double[][] Heads(string name, double[] token, int heads, int t)
        {
            var y = Project(name + "_proj", token);
            y = gqa.Norm == QueryKeyNorm.WholeProjection ? Norm(y, name + "_norm.weight", config.RmsNormEpsilon) : y;
            return
            [
                .. Split(Clip(y), heads)
                    .Select(head =>
                        gqa.Norm == QueryKeyNorm.EachHead
                            ? Norm(head, name + "_norm.weight", config.RmsNormEpsilon)
                            : head
                    )
                    .Select(head => Turn(head, t)),
            ];
        }

        double[] Clip(double[] y) =>
            gqa.Clip is { } limit ? [.. y.Select(value => Math.Clamp(value, -limit, limit))] : y;
    }

    private double[][] Latent(MlaConfig mla, double[][] x)
    {
        var scale = (mla.Rope.Yarn?.SoftmaxScale ?? 1) / Math.Sqrt(mla.NopeDim + mla.Rope.Dim);
        var q = x.Select(
                (token, t) =>
                    Split(
                            mla.QueryLatentDim is null
                                ? Project("q_proj", token)
                                : Project(
                                    "q_b_proj",
                                    Norm(Project("q_a_proj", token), "q_a_layernorm.weight", LatentEpsilon)
                                ),
                            mla.Heads
                        )
                        .Select(head => head[..mla.NopeDim].Concat(Turn(head[mla.NopeDim..], t)).ToArray())
                        .ToArray()
            )
            .ToArray();
        var kept = x.Select(token => Project("kv_a_proj_with_mqa", token)).ToArray();
        var position = kept.Select((both, t) => Turn(both[mla.LatentDim..], t)).ToArray();
        var keysAndValues = kept.Select(both =>
                Split(
                    Project("kv_b_proj", Norm(both[..mla.LatentDim], "kv_a_layernorm.weight", LatentEpsilon)),
                    mla.Heads
                )
            )
            .ToArray();
        return
        [
            .. x.Select(
                (_, t) =>
                    Project(
                        "o_proj",
                        [
                            .. Enumerable
                                .Range(0, mla.Heads)
                                .SelectMany(h =>
                                    Mix(
                                        [
                                            .. Enumerable
                                                .Range(0, t + 1)
                                                .Select(s =>
                                                    scale
                                                    * Dot(
                                                        q[t][h],
                                                        [.. keysAndValues[s][h][..mla.NopeDim], .. position[s]]
                                                    )
                                                ),
                                        ],
                                        s => keysAndValues[s][h][mla.NopeDim..],
                                        mla.ValueDim
                                    )
                                ),
                        ]
                    )
            ),
        ];
    }

    /// <summary>Pairs turned by position · frequency: neighbours in DeepSeek, halves elsewhere.</summary>
    private double[] Turn(double[] head, int position)
    {
        var rope = config.Attention.Rope;
        var frequencies = RotaryEmbedding.Frequencies(rope); // held to published values by RotaryEmbeddingTests
        var (turned, half, scale) = (new double[head.Length], head.Length / 2, rope.Yarn?.RotaryScale ?? 1);
        for (var j = 0; j < half; j++)
        {
            var (first, second) = rope.Interleaved ? (2 * j, (2 * j) + 1) : (j, j + half);
            var (sin, cos) = Math.SinCos(position * (double)frequencies[j]);
            turned[first] = scale * ((head[first] * cos) - (head[second] * sin));
            turned[second] = scale * ((head[second] * cos) + (head[first] * sin));
        }

        return turned;
    }

    private double[] Norm(double[] x, string weight, double epsilon)
    {
        var w = Read(weight)![0];
        var size = Math.Sqrt(x.Average(value => value * value) + epsilon);
        return [.. x.Zip(w, (value, factor) => value / size * factor)];
    }

    private double[] Project(string name, double[] x)
    {
        var bias = Read(name + ".bias")?[0];
        return [.. Read(name + ".weight")!.Select((row, i) => Dot(row, x) + (bias?[i] ?? 0))];
    }

    /// <summary>A tensor's rows; of a vector, one.</summary>
    private double[][]? Read(string name)
    {
        var full = $"model.layers.{layer}.self_attn.{name}";
        if (!checkpoint.Contains(full))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var tensor = checkpoint.Load(full, ScalarType.Float32);
        return [.. tensor.data<float>().Select(value => (double)value).Chunk((int)tensor.shape[^1])];
    }

    private static double[] Mix(double[] scores, Func<int, double[]> values, int width)
    {
        var powers = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
        return
        [
            .. Enumerable
                .Range(0, width)
                .Select(i => powers.Select((power, s) => power / powers.Sum() * values(s)[i]).Sum()),
        ];
    }

    private static double[][] Split(double[] y, int heads) => [.. y.Chunk(y.Length / heads)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
