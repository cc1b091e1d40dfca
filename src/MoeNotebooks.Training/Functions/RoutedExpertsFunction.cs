using static MoeNotebooks.Training.Functions.FloatPointer;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// The routed experts of one layer: for each token the sum over its chosen experts of weight x expert(x). Forward and
/// backward by hand: tokens are sorted by expert, each expert's products run on its own tokens only, and no scatter-add
/// is left.
/// </summary>
internal sealed unsafe class RoutedExpertsFunction : autograd.SingleTensorFunction<RoutedExpertsFunction>
{
    public override string Name => nameof(RoutedExpertsFunction);

    private sealed record Kept(
        ExpertDispatch Dispatch,
        Tensor Weight,
        Tensor GateUp,
        Tensor Down,
        Tensor Xs,
        Tensor Z,
        Tensor Act,
        Tensor Outs
    );

    /// <param name="ctx">Keeps what the backward needs.</param>
    /// <param name="vars">x [T,h], weight [T,k], gate and up [E,2I,h], down [E,h,I], the dispatch.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, gateUp, down, d) = (
            (Tensor)vars[0],
            (Tensor)vars[1],
            (Tensor)vars[2],
            (Tensor)vars[3],
            (ExpertDispatch)vars[4]
        );
        int pairs = d.Source.Length,
            h = (int)x.shape[1],
            width = (int)down.shape[2];
        var xs = Gather(x.contiguous(), d.Source); // [P,h], P = T*k pairs sorted by expert
        var z = empty(pairs, 2 * width);
        var act = empty(pairs, width);
        var outs = empty(pairs, h);
        using var gateUpT = gateUp.transpose(1, 2).contiguous(); // [E,h,2I]
        using var downT = down.transpose(1, 2).contiguous(); // [E,I,h]
        float* px = Pointer(xs),
            pz = Pointer(z),
            pa = Pointer(act),
            po = Pointer(outs),
            pg = Pointer(gateUpT),
            pd = Pointer(downT);
        d.ForEach(
            (e, at, n) =>
            {
                SmallProduct.Multiply(px + at * h, h, 1, pg + e * h * 2 * width, pz + at * 2 * width, n, 2 * width, h);
                GluFunction.Forward(pz + at * 2 * width, pa + at * width, n, width);
                SmallProduct.Multiply(pa + at * width, width, 1, pd + e * h * width, po + at * h, n, h, width);
            }
        );
        var plain = weight.contiguous();
        ctx.save_data("kept", new Kept(d, plain, gateUp, down, xs, z, act, outs));
        return Combine(plain, outs, d.Position);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var (d, weight, gateUp, down, xs, z, act, outs) = (Kept)ctx.get_data("kept");
        int h = (int)xs.shape[1],
            width = (int)act.shape[1];
        var gradWeight = empty_like(weight);
        var gradOuts = empty_like(outs);
        Spread(grad_output.contiguous(), weight, outs, d.Position, gradWeight, gradOuts);
        var (gradDown, gradGateUp, gradXs) = (zeros_like(down), zeros_like(gateUp), empty_like(xs));
        float* px = Pointer(xs),
            pz = Pointer(z),
            pa = Pointer(act),
            pgo = Pointer(gradOuts);
        float* pg = Pointer(gateUp),
            pd = Pointer(down),
            pgd = Pointer(gradDown),
            pgg = Pointer(gradGateUp),
            pgx = Pointer(gradXs);
        using var scratch = empty(d.Counts.Max() * width);
        var gradAct = Pointer(scratch);
        d.ForEach(
            (e, at, n) =>
            {
                float* go = pgo + at * h,
                    gz = pz + at * 2 * width;
                SmallProduct.Multiply(go, 1, h, pa + at * width, pgd + e * h * width, h, width, n);
                SmallProduct.Multiply(go, h, 1, pd + e * h * width, gradAct, n, width, h);
                GluFunction.Backward(gz, gradAct, n, width);
                SmallProduct.Multiply(gz, 1, 2 * width, px + at * h, pgg + e * h * 2 * width, 2 * width, h, n);
                SmallProduct.Multiply(gz, 2 * width, 1, pg + e * h * 2 * width, pgx + at * h, n, h, 2 * width);
            }
        );
        return [Sum(gradXs, d.Position, weight.shape), gradWeight, gradGateUp, gradDown, null!];
    }

    private static Tensor Gather(Tensor x, int[] source)
    {
        var h = (int)x.shape[1];
        var xs = empty(source.Length, h);
        float* from = Pointer(x),
            to = Pointer(xs);
        for (var i = 0; i < source.Length; i++)
        {
            new Span<float>(from + source[i] * h, h).CopyTo(new Span<float>(to + i * h, h));
        }

        return xs;
    }

    // y[t] = sum over j of weight[t,j] outs[slot of pair (t,j)]
    private static Tensor Combine(Tensor weight, Tensor outs, int[] position)
    {
        int t = (int)weight.shape[0],
            k = (int)weight.shape[1],
            h = (int)outs.shape[1];
        var y = zeros(t, h);
        float* w = Pointer(weight),
            from = Pointer(outs),
            to = Pointer(y);
        for (var pair = 0; pair < position.Length; pair++)
        {
            var row = new Span<float>(to + pair / k * h, h);
            TensorPrimitives.MultiplyAdd(new Span<float>(from + position[pair] * h, h), w[pair], row, row);
        }

        return y;
    }

    // the reverse of Combine
    private static void Spread(
        Tensor gradY,
        Tensor weight,
        Tensor outs,
        int[] position,
        Tensor gradWeight,
        Tensor gradOuts
    )
    {
        int k = (int)weight.shape[1],
            h = (int)outs.shape[1];
        float* g = Pointer(gradY),
            w = Pointer(weight),
            o = Pointer(outs),
            gw = Pointer(gradWeight),
            go = Pointer(gradOuts);
        for (var pair = 0; pair < position.Length; pair++)
        {
            var row = new Span<float>(g + pair / k * h, h);
            gw[pair] = TensorPrimitives.Dot(row, new Span<float>(o + position[pair] * h, h));
            TensorPrimitives.Multiply(row, w[pair], new Span<float>(go + position[pair] * h, h));
        }
    }

    // the reverse of Gather
    private static Tensor Sum(Tensor gradXs, int[] position, long[] shape)
    {
        int k = (int)shape[1],
            h = (int)gradXs.shape[1];
        var gradX = zeros(shape[0], h);
        float* from = Pointer(gradXs),
            to = Pointer(gradX);
        for (var pair = 0; pair < position.Length; pair++)
        {
            var row = new Span<float>(to + pair / k * h, h);
            TensorPrimitives.Add(row, new Span<float>(from + position[pair] * h, h), row);
        }

        return gradX;
    }
}
