using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using MoeNotebooks.Kernels;
using MoeNotebooks.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MoeNotebooks.Models;

/// <summary>
/// Multi-head latent attention. A token leaves a latent vector c of r numbers and one rotated key part for all heads;
/// keys and values are projected out of c, or, for a single new token, the projection is moved to the query and the
/// output instead.
/// </summary>
/// <remarks>H heads; query and key heads of n numbers without position and p with; value heads of v.</remarks>
internal sealed class MlaAttention : IAttention
{
    private const string Prefix = "self_attn.";
    private const double LatentEpsilon = 1e-6; // the inner norms are built without the config's epsilon
    private readonly MlaConfig _config;
    private readonly LayerWeights _weights;
    private readonly RmsNorm _latentNorm;
    private readonly RmsNorm? _queryNorm;
    private readonly double _scale; // on top of 1/sqrt(n + p)

    public MlaAttention(MlaConfig config, LayerWeights weights)
    {
        (_config, _weights, _scale) = (config, weights, config.Rope.Yarn?.SoftmaxScale ?? 1);
        _latentNorm = new RmsNorm(weights[Prefix + "kv_a_layernorm.weight"], LatentEpsilon);
        _queryNorm = config.QueryLatentDim is null
            ? null
            : new RmsNorm(weights[Prefix + "q_a_layernorm.weight"], LatentEpsilon);
        if (config.Rope.Interleaved)
        {
            DeinterleaveRotaryRows();
        }
    }

    private string QueryOut => _queryNorm is null ? "q_proj" : "q_b_proj";

    public static IEnumerable<ParameterSpec> Parameters(MlaConfig config, int hidden)
    {
        long queries = (long)config.Heads * config.QueryDim,
            values = (long)config.Heads * config.ValueDim,
            r = config.LatentDim;
        List<(string Name, long[] Shape)> all =
        [
            .. config.QueryLatentDim is { } latent
                ?
                [
                    ("q_a_proj.weight", [latent, hidden]),
                    ("q_a_layernorm.weight", [latent]),
                    ("q_b_proj.weight", [queries, latent]),
                ]
                : new[] { ("q_proj.weight", new[] { queries, hidden }) },
            ("kv_a_proj_with_mqa.weight", [r + config.Rope.Dim, hidden]),
            ("kv_a_layernorm.weight", [r]),
            ("kv_b_proj.weight", [((long)config.Heads * config.NopeDim) + values, r]),
            ("o_proj.weight", [hidden, values]),
        ];
        if (config.Bias)
        {
            all.AddRange([("kv_a_proj_with_mqa.bias", [r + config.Rope.Dim]), ("o_proj.bias", [hidden])]);
            all.AddRange(config.QueryLatentDim is { } q ? [("q_a_proj.bias", [q])] : []);
        }

        return all.Select(t => new ParameterSpec(Prefix + t.Name, t.Shape, ModelPart.Attention));
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
        var q = Queries(x, context); // [B, T, H, n + p]
        var fresh = Latents(x, context); // [B, T, r + p]
        var o = context.Parts is null ? Attend(q, fresh, context, layer) : Apart(q, fresh, context.Parts, layer); // [B, T, H, v]
        return Project(o.flatten(2), "o_proj").MoveToOuterDisposeScope(); // [B, T, H · v] to [B, T, h]
    }

    private bool CanStep(Tensor x) =>
        x.dtype == ScalarType.BFloat16
        && x.shape[1] == 1
        && DeviceAttention.CanRun(_config.CachedPerToken, _config.LatentDim)
        && _config.ValueDim % 16 == 0
        && _config.NopeDim % 32 == 0;

    /// <summary><see cref="Absorbed"/> for a step on a device, by the kit's kernels.</summary>
    private Tensor OnDevice(CudaModule device, Tensor x, KvCache cache, StepPosition step, int layer)
    {
        using var scope = NewDisposeScope();
        long h = _config.Heads,
            n = _config.NopeDim,
            v = _config.ValueDim,
            r = _config.LatentDim,
            rows = x.shape[0];
        var both = _weights[Prefix + "kv_b_proj.weight"].view(h, n + v, r);
        var intoLatent = _weights.Derived(Prefix + "absorbed", () => both.narrow(1, 0, n).transpose(1, 2).contiguous()); // [H, r, n]
        var first = _queryNorm is null ? QueryOut : "q_a_proj";
        var projected = Projection.Run(
            x.view(rows, -1),
            [Weight(first), Weight("kv_a_proj_with_mqa")],
            [Bias(first), Bias("kv_a_proj_with_mqa")]
        );
        var q = _queryNorm is null ? projected[0] : Project(_queryNorm.Forward(projected[0]), QueryOut); // [B, H · (n + p)]
        var query = empty([rows, h, r + _config.Rope.Dim], x.dtype, x.device);
        var kept = cache.Room(layer, 0); // [B, S, r + p]
        LatentStep.Run(
            device,
            _config,
            q,
            projected[1],
            _weights[Prefix + "kv_a_layernorm.weight"],
            LatentEpsilon,
            kept,
            query,
            step.OnDevice
        );
        DeviceProduct.ByHead(device, q.view(rows, h, -1).narrow(2, 0, n), intoLatent, query.narrow(2, 0, r));
        var places = kept.unsqueeze(1); // [B, 1, S, r + p]
        var o = DeviceAttention.Run(
            device,
            query,
            places,
            places.narrow(3, 0, r),
            step.At,
            step.Padding,
            _scale / Math.Sqrt(_config.QueryDim)
        ); // [B, H, r]
        var values = empty([rows, h, v], x.dtype, x.device);
        DeviceProduct.ByHead(device, o, both.narrow(1, n, v), values);
        return Project(values.view(rows, 1, -1), "o_proj").MoveToOuterDisposeScope(); // [B, 1, h]
    }

    private Tensor Weight(string name) => _weights[$"{Prefix}{name}.weight"];

    private Tensor? Bias(string name) => _weights.Find($"{Prefix}{name}.bias");

    private Tensor Attend(Tensor q, Tensor kept, AttentionContext context, int layer)
    {
        kept = context.Cache is { } cache ? cache.Append(layer, 0, kept, context.Step) : kept; // [B, S, r + p]
        return context.Cache is not null && q.shape[1] == 1 ? Absorbed(q, kept, context) : Expanded(q, kept, context);
    }

    /// <summary>Each sequence by itself.</summary>
    private Tensor Apart(Tensor q, Tensor fresh, IReadOnlyList<SequencePart> parts, int layer)
    {
        var o = empty([1, q.shape[1], _config.Heads, _config.ValueDim], q.dtype, q.device); // [1, T, H, v]
        var start = 0L;
        for (var i = 0; i < parts.Count; i++)
        {
            using var scope = NewDisposeScope();
            var (tokens, own) = parts[i];
            o.narrow(1, start, tokens)
                .copy_(Attend(q.narrow(1, start, tokens), fresh.narrow(1, start, tokens), own, layer));
            start += tokens;
        }

        return o;
    }

    private Tensor Project(Tensor x, string name) => Projection.Run(x, Weight(name), Bias(name));

    private Tensor Queries(Tensor x, AttentionContext context)
    {
        var latent = _queryNorm is null ? x : _queryNorm.Forward(Project(x, "q_a_proj"));
        var q = Project(latent, QueryOut).view(x.shape[0], x.shape[1], _config.Heads, _config.QueryDim);
        var turned = RotaryEmbedding.Turn(
            q.narrow(-1, _config.NopeDim, _config.Rope.Dim),
            context.Rotary.Cos,
            context.Rotary.Sin
        );
        q = cat([q.narrow(-1, 0, _config.NopeDim), turned], -1);
        return _scale == 1 ? q : q.Scale_(_scale);
    }

    private Tensor Latents(Tensor x, AttentionContext context)
    {
        var a = Project(x, "kv_a_proj_with_mqa"); // [B, T, r + p]
        var c = _latentNorm.Forward(a.narrow(-1, 0, _config.LatentDim));
        var key = a.narrow(-1, _config.LatentDim, _config.Rope.Dim).unsqueeze(2); // [B, T, 1, p]
        return cat([c, RotaryEmbedding.Turn(key, context.Rotary.Cos, context.Rotary.Sin).squeeze(2)], -1);
    }

    /// <summary>Keys and values of every head, as the equations have it.</summary>
    private Tensor Expanded(Tensor q, Tensor kept, AttentionContext context)
    {
        long rows = kept.shape[0],
            seen = kept.shape[1],
            h = _config.Heads,
            n = _config.NopeDim,
            v = _config.ValueDim,
            p = _config.Rope.Dim;
        var both = linear(kept.narrow(-1, 0, _config.LatentDim), _weights[Prefix + "kv_b_proj.weight"])
            .view(rows, seen, h, n + v);
        var position = kept.narrow(-1, _config.LatentDim, p).unsqueeze(2).expand(rows, seen, h, p);
        var k = cat([both.narrow(-1, 0, n), position], -1).transpose(1, 2); // [B, H, S, n + p]
        var values = both.narrow(-1, n, v).transpose(1, 2); // [B, H, S, v]
        return scaled_dot_product_attention(q.transpose(1, 2), k, values, context.Bias!, 0, context.IsCausal)
            .transpose(1, 2);
    }

    /// <summary>
    /// score = (q_n W_k) · c + q_p · k_p and output = (Σ w c) W_v: nothing of S tokens is projected. T is 1.
    /// </summary>
    private Tensor Absorbed(Tensor q, Tensor kept, AttentionContext context)
    {
        long h = _config.Heads,
            n = _config.NopeDim,
            v = _config.ValueDim,
            r = _config.LatentDim;
        var b = _weights[Prefix + "kv_b_proj.weight"].view(h, n + v, r);
        var one = q.squeeze(1); // [B, H, n + p]
        var latent = bmm(one.narrow(-1, 0, n).transpose(0, 1), b.narrow(1, 0, n)).transpose(0, 1); // [B, H, r]
        var query = cat([latent, one.narrow(-1, n, _config.Rope.Dim)], -1); // [B, H, r + p]
        var scores = bmm(query, kept.transpose(1, 2)).Scale_(1 / Math.Sqrt(_config.QueryDim)); // [B, H, S]
        scores = context.Bias is { } bias ? scores.Plus(bias.squeeze(1)) : scores;
        var weights = scores.softmax(-1, ScalarType.Float32).to_type(q.dtype);
        var o = bmm(weights, kept.narrow(-1, 0, r)); // [B, H, r]
        return bmm(o.transpose(0, 1), b.narrow(1, n, v).transpose(1, 2)).transpose(0, 1).unsqueeze(1); // [B, 1, H, v]
    }

    /// <summary>Neighbouring pairs become halves in the rows that make rotated numbers.</summary>
    private void DeinterleaveRotaryRows()
    {
        var (query, p) = ($"{Prefix}{QueryOut}.weight", _config.Rope.Dim);
        _weights.Change(query, w =>
        {
            var heads = w.view(_config.Heads, _config.QueryDim, -1);
            var turned = RotaryEmbedding
                .Deinterleave(heads.narrow(1, _config.NopeDim, p).transpose(0, 1))
                .transpose(0, 1);
            return cat([heads.narrow(1, 0, _config.NopeDim), turned], 1).view(w.shape);
        });
        foreach (
            var name in new[] { Prefix + "kv_a_proj_with_mqa.weight", Prefix + "kv_a_proj_with_mqa.bias" }.Where(name =>
                _weights.Find(name) is not null
            )
        )
        {
            _weights.Change(name, w =>
                cat(
                    [
                        w.narrow(0, 0, _config.LatentDim),
                        RotaryEmbedding.Deinterleave(w.narrow(0, _config.LatentDim, p)),
                    ],
                    0
                )
            );
        }
    }
}
