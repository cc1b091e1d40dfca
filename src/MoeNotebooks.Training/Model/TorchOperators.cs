using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// The operators in torch's own, for a GPU: few launches count there, so all experts run on all tokens and those not
/// chosen weigh 0.
/// </summary>
internal sealed class TorchOperators : IMiniOperators
{
    private readonly MiniModelConfig _c;
    private readonly Tensor _cos; // [1, L, 1, nope + rope]
    private readonly Tensor _sin;
    private readonly Tensor _swap; // [nope + rope, nope + rope]: (a, b) -> (-b, a) in each turned pair

    /// <param name="c">The model's shape.</param>
    /// <param name="device">Where it runs.</param>
    public TorchOperators(MiniModelConfig c, Device device)
    {
        _c = c;
        var width = c.Nope + c.Rope;
        var (cos, sin, swap) = (
            new float[Rotary.MaxPositions * width],
            new float[Rotary.MaxPositions * width],
            new float[width * width]
        );
        for (var i = 0; i < cos.Length; i++)
        {
            var (position, j) = (i / width, (i % width) - c.Nope);
            var angle = j < 0 ? 0 : position * Math.Pow(c.RopeTheta, -2.0 * (j / 2) / c.Rope);
            (sin[i], cos[i]) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
        }

        for (var j = c.Nope; j < width; j += 2)
        {
            (swap[((j + 1) * width) + j], swap[(j * width) + j + 1]) = (-1, 1);
        }

        (_cos, _sin) = (Table(cos, 1, -1, 1, width), Table(sin, 1, -1, 1, width));
        _swap = Table(swap, width, width);

        Tensor Table(float[] values, params long[] shape)
        {
            using var flat = tensor(values);
            using var shaped = flat.view(shape);
            return shaped.to(device, copy: true).DetachFromDisposeScope();
        }
    }

    public Tensor Embedding(Tensor table, Tensor ids) => table.index_select(0, ids);

    public Tensor Linear(Tensor x, Tensor w) => matmul(x, w.t());

    public Tensor Norm(Tensor x, Tensor w) => x * (x * x).mean([-1L], true).Add_(_c.Epsilon).rsqrt() * w;

    public Tensor Glu(Tensor z)
    {
        var (last, width) = (z.dim() - 1, z.shape[^1] / 2);
        return nn.functional.silu(z.narrow(last, 0, width)) * z.narrow(last, width, width);
    }

    public (Tensor Query, Tensor Key, Tensor Value) Heads(Tensor q, Tensor kv, Tensor kvA, int rows, int length)
    {
        var query = q.view(rows, length, _c.Heads, _c.Nope + _c.Rope);
        var parts = kv.view(rows, length, _c.Heads, _c.Nope + _c.ValueWidth);
        var shared = kvA.narrow(1, _c.KvRank, _c.Rope)
            .reshape(rows, length, 1, _c.Rope)
            .expand(rows, length, _c.Heads, _c.Rope);
        return (
            Turn(query, length),
            Turn(cat([parts.narrow(3, 0, _c.Nope), shared], 3), length),
            parts.narrow(3, _c.Nope, _c.ValueWidth).transpose(1, 2)
        );
    }

    public (Tensor Sum, Tensor Counts) Experts(Tensor x, Tensor chosen, Tensor weight, Tensor gateUp, Tensor down)
    {
        var (tokens, experts, width) = (x.shape[0], _c.Experts, _c.ExpertWidth);
        var act = Glu(matmul(x, gateUp.view(-1, _c.Hidden).t()).view(tokens, experts, 2 * width)); // [T, E, I]
        var each = zeros([tokens, experts], x.dtype, x.device).scatter(1, chosen, weight); // [T, E]
        var sum = matmul((act * each.unsqueeze(-1)).view(tokens, -1), down.permute(0, 2, 1).reshape(-1, _c.Hidden));
        var counts = zeros([tokens, experts], x.dtype, x.device)
            .scatter_(1, chosen, ones_like(weight.detach()))
            .sum([0L]);
        return (sum, counts);
    }

    private Tensor Turn(Tensor heads, int length)
    {
        var (cos, sin) = (_cos.narrow(1, 0, length), _sin.narrow(1, 0, length));
        return (heads * cos).Plus(matmul(heads, _swap) * sin).transpose(1, 2);
    }
}
