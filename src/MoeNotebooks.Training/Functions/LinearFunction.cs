using static MoeNotebooks.Training.Functions.FloatPointer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Functions;

/// <summary>y = x W^T by <see cref="SmallProduct"/>, forward and backward.</summary>
internal sealed unsafe class LinearFunction : autograd.SingleTensorFunction<LinearFunction>
{
    public override string Name => nameof(LinearFunction);

    /// <summary>Whether both widths are multiples of what the kernel takes at once.</summary>
    public static bool Fits(Tensor w) => w.shape[0] % 32 == 0 && w.shape[1] % 32 == 0;

    /// <param name="ctx">Keeps what the backward needs.</param>
    /// <param name="vars">x [T,in], w [out,in].</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, w) = (((Tensor)vars[0]).contiguous(), (Tensor)vars[1]);
        int rows = (int)x.shape[0],
            inner = (int)x.shape[1],
            outer = (int)w.shape[0];
        using var transposed = w.t().contiguous();
        var y = empty(rows, outer);
        SmallProduct.Multiply(Pointer(x), inner, 1, Pointer(transposed), Pointer(y), rows, outer, inner);
        ctx.save_data("kept", (x, w));
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var (x, w) = ((Tensor, Tensor))ctx.get_data("kept");
        using var g = grad_output.contiguous();
        int rows = (int)x.shape[0],
            inner = (int)x.shape[1],
            outer = (int)w.shape[0];
        var (gradX, gradW) = (empty_like(x), empty_like(w));
        SmallProduct.Multiply(Pointer(g), outer, 1, Pointer(w), Pointer(gradX), rows, inner, outer);
        SmallProduct.Multiply(Pointer(g), 1, outer, Pointer(x), Pointer(gradW), outer, inner, rows);
        return [gradX, gradW];
    }
}
