using System.Runtime.InteropServices;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// Rows of a table. The backward adds rows in managed code: <c>index_add_</c> costs a call per row on a CPU.
/// </summary>
internal sealed class EmbeddingFunction : autograd.SingleTensorFunction<EmbeddingFunction>
{
    public override string Name => nameof(EmbeddingFunction);

    /// <param name="ctx">Keeps what the backward needs.</param>
    /// <param name="vars">table [V,h], ids [T].</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (table, ids) = ((Tensor)vars[0], (Tensor)vars[1]);
        ctx.save_data("kept", (table, ids));
        return table.index_select(0, ids);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var (table, ids) = ((Tensor, Tensor))ctx.get_data("kept");
        var gradient = zeros_like(table);
        var width = (int)table.shape[1];
        using var rows = grad_output.contiguous();
        var from = MemoryMarshal.Cast<byte, float>(rows.bytes);
        var to = MemoryMarshal.Cast<byte, float>(gradient.bytes);
        var at = MemoryMarshal.Cast<byte, long>(ids.bytes);
        for (var i = 0; i < at.Length; i++)
        {
            var target = to.Slice((int)at[i] * width, width);
            TensorPrimitives.Add(target, from.Slice(i * width, width), target);
        }

        return [gradient, null!];
    }
}
