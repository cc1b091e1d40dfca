using static MoeNotebooks.Training.Functions.FloatPointer;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// x / rms(x) * w over the last dimension, row by row in one pass, backward by hand: torch needs a pass over memory for
/// each step.
/// </summary>
internal sealed unsafe class RmsNormFunction : autograd.SingleTensorFunction<RmsNormFunction>
{
    public override string Name => nameof(RmsNormFunction);

    private sealed record Kept(Tensor X, Tensor W, float[] Scale);

    /// <param name="ctx">Keeps what the backward needs.</param>
    /// <param name="vars">x [T,h], w [h], epsilon.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, w, epsilon) = (((Tensor)vars[0]).contiguous(), (Tensor)vars[1], (double)vars[2]);
        int rows = (int)x.shape[0],
            h = (int)x.shape[1];
        var y = empty_like(x);
        var scale = new float[rows]; // 1 / rms of each row
        float* from = Pointer(x),
            to = Pointer(y);
        var weight = new ReadOnlySpan<float>(Pointer(w), h);
        for (var i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = new(from + i * h, h);
            Span<float> into = new(to + i * h, h);
            scale[i] = (float)(1 / Math.Sqrt(TensorPrimitives.SumOfSquares(row) / h + epsilon));
            TensorPrimitives.Multiply(row, scale[i], into);
            TensorPrimitives.Multiply(into, weight, into);
        }

        ctx.save_data("kept", new Kept(x, w, scale));
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var (x, w, scale) = (Kept)ctx.get_data("kept");
        using var g = grad_output.contiguous();
        var h = (int)x.shape[1];
        var (gradX, gradW) = (empty_like(x), zeros_like(w));
        float* px = Pointer(x),
            pg = Pointer(g),
            pgx = Pointer(gradX);
        ReadOnlySpan<float> weight = new(Pointer(w), h);
        Span<float> gw = new(Pointer(gradW), h),
            n = stackalloc float[h];
        for (var i = 0; i < scale.Length; i++)
        {
            ReadOnlySpan<float> row = new(pg + i * h, h);
            Span<float> into = new(pgx + i * h, h);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(px + i * h, h), scale[i], n); // x / rms
            TensorPrimitives.MultiplyAdd(row, n, gw, gw);
            TensorPrimitives.Multiply(row, weight, into);
            TensorPrimitives.MultiplyAdd(n, -TensorPrimitives.Dot<float>(into, n) / h, into, into);
            TensorPrimitives.Multiply(into, scale[i], into);
        }

        return [gradX, gradW, null!];
    }
}
