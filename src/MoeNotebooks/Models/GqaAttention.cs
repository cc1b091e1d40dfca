using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using MoeNotebooks.Kernels;
using MoeNotebooks.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MoeNotebooks.Models;

/// <summary>Grouped-query attention: H query heads, KV key and value heads of width d.</summary>
internal sealed class GqaAttention : IAttention
{
    private const string Prefix = "self_attn.";
    private readonly GqaConfig _config;
    private readonly LayerWeights _weights;
    private readonly double _epsilon;
    private readonly RmsNorm? _queryNorm;
    private readonly RmsNorm? _keyNorm;

    public GqaAttention(GqaConfig config, LayerWeights weights, double epsilon)
    {
        (_config, _weights, _epsilon) = (config, weights, epsilon);
        if (config.Norm != QueryKeyNorm.None)
        {
            _queryNorm = new RmsNorm(weights[Prefix + "q_norm.weight"], epsilon);
            _keyNorm = new RmsNorm(weights[Prefix + "k_norm.weight"], epsilon);
        }
    }

    public static IEnumerable<ParameterSpec> Parameters(GqaConfig config, int hidden)
    {
        long heads = (long)config.Heads * config.HeadDim,
            pairs = (long)config.KeyValueHeads * config.HeadDim;
        foreach (
            var (name, width, bias) in new[]
            {
                ("q", heads, config.InputBias),
                ("k", pairs, config.InputBias),
                ("v", pairs, config.InputBias),
            }
        )
        {
            yield return new($"{Prefix}{name}_proj.weight", [width, hidden], ModelPart.Attention);
            if (bias)
            {
                yield return new($"{Prefix}{name}_proj.bias", [width], ModelPart.Attention);
            }
        }

        yield return new(Prefix + "o_proj.weight", [hidden, heads], ModelPart.Attention);
        if (config.OutputBias)
        {
            yield return new(Prefix + "o_proj.bias", [hidden], ModelPart.Attention);
        }

        if (config.Norm != QueryKeyNorm.None)
        {
            var whole = config.Norm == QueryKeyNorm.WholeProjection;
            yield return new(Prefix + "q_norm.weight", [whole ? heads : config.HeadDim], ModelPart.Attention);
            yield return new(Prefix + "k_norm.weight", [whole ? pairs : config.HeadDim], ModelPart.Attention);
        }
    }

    public Tensor Forward(Tensor x, AttentionContext context, int layer)
    {
        if (
            context is { Step: { HasFixedShapes: true } step, Cache: { } room }
            && CudaModule.For(x) is { } device
            && CanStep(x)
        )
        {
            return OnDevice(device, x, room, step, layer);
        }

        using var scope = NewDisposeScope();
        var (cos, sin) = context.Rotary;
        var q = RotaryEmbedding.Turn(Heads(x, "q", _config.Heads, _queryNorm), cos, sin).transpose(1, 2); // [B, H, T, d]
        var k = RotaryEmbedding.Turn(Heads(x, "k", _config.KeyValueHeads, _keyNorm), cos, sin).transpose(1, 2); // [B, KV, T, d]
        var v = Heads(x, "v", _config.KeyValueHeads, norm: null).transpose(1, 2); // [B, KV, T, d]
        var o = context.Parts is null ? Attend(q, k, v, context, layer) : Apart(q, k, v, context.Parts, layer); // [B, H, T, d]
        return Project(o.transpose(1, 2).flatten(2), "o").MoveToOuterDisposeScope();
    }

    private bool CanStep(Tensor x) =>
        x.dtype == ScalarType.BFloat16
        && x.shape[1] == 1
        && DeviceAttention.CanRun(_config.HeadDim, _config.HeadDim)
        && _config.Rope.Dim == _config.HeadDim;

    /// <summary><see cref="One"/> for a step on a device, by the kit's kernels.</summary>
    private Tensor OnDevice(CudaModule device, Tensor x, KvCache cache, StepPosition step, int layer)
    {
        using var scope = NewDisposeScope();
        var rows = x.shape[0];
        var p = Projection.Run(
            x.view(rows, -1),
            [Weight("q"), Weight("k"), Weight("v")],
            [Bias("q"), Bias("k"), Bias("v")]
        );
        var whole = _config.Norm == QueryKeyNorm.WholeProjection;
        var (q, k) = whole ? (_queryNorm!.Forward(p[0]), _keyNorm!.Forward(p[1])) : (p[0], p[1]); // [B, H · d], [B, KV · d]
        var (keys, values) = (cache.Room(layer, 0), cache.Room(layer, 1)); // [B, KV, S, d]
        (Tensor, Tensor)? norms =
            _config.Norm == QueryKeyNorm.EachHead
                ? (_weights[Prefix + "q_norm.weight"], _weights[Prefix + "k_norm.weight"])
                : null;
        var query = HeadStep.Run(device, _config, q, k, p[2], norms, _epsilon, keys, values, step.OnDevice);
        var o = DeviceAttention.Run(device, query, keys, values, step.At, step.Padding, 1 / Math.Sqrt(_config.HeadDim)); // [B, H, d]
        return Project(o.view(rows, 1, -1), "o").MoveToOuterDisposeScope(); // [B, 1, h]
    }

    private Tensor Weight(string name) => _weights[$"{Prefix}{name}_proj.weight"];

    private Tensor? Bias(string name) => _weights.Find($"{Prefix}{name}_proj.bias");

    private Tensor Attend(Tensor q, Tensor k, Tensor v, AttentionContext context, int layer)
    {
        (k, v) = context.Cache is { } cache
            ? (cache.Append(layer, 0, k, context.Step), cache.Append(layer, 1, v, context.Step))
            : (k, v); // [B, KV, S, d]
        return q.shape[2] == 1
            ? One(q, k, v, context.Bias) // [B, H, 1, d]
            : scaled_dot_product_attention(q, Repeat(k), Repeat(v), context.Bias!, 0, context.IsCausal); // [B, H, T, d]
    }

    /// <summary>Each sequence by itself.</summary>
    private Tensor Apart(Tensor q, Tensor k, Tensor v, IReadOnlyList<SequencePart> parts, int layer)
    {
        var o = empty_like(q); // [1, H, T, d]
        var start = 0L;
        for (var i = 0; i < parts.Count; i++)
        {
            using var scope = NewDisposeScope();
            var (tokens, own) = parts[i];
            var attended = Attend(
                q.narrow(2, start, tokens),
                k.narrow(2, start, tokens),
                v.narrow(2, start, tokens),
                own,
                layer
            );
            o.narrow(2, start, tokens).copy_(attended);
            start += tokens;
        }

        return o;
    }

    private Tensor Project(Tensor x, string name) => Projection.Run(x, Weight(name), Bias(name));

    /// <summary>Projects and splits into heads, [B, T, heads, d]; norm and clamp where the family has them.</summary>
    private Tensor Heads(Tensor x, string name, int heads, RmsNorm? norm)
    {
        var y = Project(x, name); // [B, T, heads · d]
        y = norm is not null && _config.Norm == QueryKeyNorm.WholeProjection ? norm.Forward(y) : y;
        y = _config.Clip is { } limit ? y.Clamp(-limit, limit) : y;
        y = y.view(x.shape[0], x.shape[1], heads, _config.HeadDim);
        return norm is not null && _config.Norm == QueryKeyNorm.EachHead ? norm.Forward(y) : y;
    }

    /// <summary>
    /// For one token per row, softmax(q kᵀ / √d) v by itself: the query heads that share a key head are its rows, so
    /// that no key is repeated.
    /// </summary>
    private static Tensor One(Tensor q, Tensor k, Tensor v, Tensor? bias)
    {
        var rows = q.view(k.shape[0], k.shape[1], -1, k.shape[3]); // [B, KV, H/KV, d]
        var scores = rows.matmul(k.transpose(2, 3)).Scale_(1 / Math.Sqrt(k.shape[3])); // [B, KV, H/KV, S]
        var weights = (bias is null ? scores : scores.Plus(bias)).softmax(-1, ScalarType.Float32).to_type(v.dtype);
        return weights.matmul(v).view(q.shape); // [B, H, 1, d]
    }

    /// <summary>One key and value head for each query head.</summary>
    private Tensor Repeat(Tensor x)
    {
        var times = _config.Heads / _config.KeyValueHeads;
        return times == 1
            ? x
            : x.unsqueeze(2).expand(x.shape[0], x.shape[1], times, x.shape[2], x.shape[3]).flatten(1, 2);
    }
}
