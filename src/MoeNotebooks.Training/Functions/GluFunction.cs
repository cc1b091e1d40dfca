using static MoeNotebooks.Training.Functions.FloatPointer;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// silu(gate) · up in one pass, backward by hand: torch would cut, copy and add up halves of matrices.
/// </summary>
internal sealed unsafe class GluFunction : autograd.SingleTensorFunction<GluFunction>
{
    private sealed record Kept(Tensor Z);

    public override string Name => nameof(GluFunction);

    /// <param name="ctx">Keeps what the backward needs.</param>
    /// <param name="vars">z [T,2I]: gate, then up.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var z = ((Tensor)vars[0]).contiguous();
        int rows = (int)z.shape[0],
            width = (int)z.shape[1] / 2;
        var act = empty(rows, width);
        Forward(Pointer(z), Pointer(act), rows, width);
        ctx.save_data("kept", new Kept(z));
        return act;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var gradient = ((Kept)ctx.get_data("kept")).Z.clone();
        using var g = grad_output.contiguous();
        Backward(Pointer(gradient), Pointer(g), (int)g.shape[0], (int)g.shape[1]);
        return [gradient];
    }

    /// <summary>act [n, I] = silu(gate) up of z [n, 2I].</summary>
    public static void Forward(float* z, float* act, int n, int width)
    {
        for (var i = 0; i < n; i++, z += 2 * width, act += width)
        {
            Span<float> gate = new(z, width),
                into = new(act, width);
            TensorPrimitives.Sigmoid(gate, into);
            TensorPrimitives.Multiply(into, gate, into);
            TensorPrimitives.Multiply(into, new Span<float>(z + width, width), into);
        }
    }

    /// <summary>z [n, 2I] becomes its gradient: d silu(g) = s + g s (1 - s), s = sigmoid(g).</summary>
    public static void Backward(float* z, float* gradAct, int n, int width)
    {
        Span<float> s = stackalloc float[width];
        Span<float> silu = stackalloc float[width];
        for (var i = 0; i < n; i++, z += 2 * width, gradAct += width)
        {
            Span<float> gate = new(z, width),
                up = new(z + width, width),
                g = new(gradAct, width);
            TensorPrimitives.Sigmoid(gate, s);
            TensorPrimitives.Multiply(gate, s, silu);
            TensorPrimitives.Multiply(silu, s, gate);
            TensorPrimitives.Subtract(silu, gate, gate);
            TensorPrimitives.Add(gate, s, gate);
            TensorPrimitives.Multiply(gate, up, gate);
            TensorPrimitives.Multiply(gate, g, gate);
            TensorPrimitives.Multiply(silu, g, up);
        }
    }
}
