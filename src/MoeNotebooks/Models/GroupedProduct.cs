using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>torch._grouped_mm, which TorchSharp does not have, through TorchScript.</summary>
/// <remarks>In TorchScript texts a dtype is a number, and the text must end with a line break.</remarks>
internal static class GroupedProduct
{
    private static readonly Lazy<jit.CompilationUnit> Script = new(() =>
        jit.compile(
            """
            def experts(x: Tensor, gate_up: Tensor, down: Tensor, ends: Tensor) -> Tensor:
                gate, up = torch._grouped_mm(x, gate_up.transpose(1, 2), ends).chunk(2, -1)
                return torch._grouped_mm(torch.silu(gate) * up, down.transpose(1, 2), ends)

            def one(x: Tensor, weight: Tensor, ends: Tensor) -> Tensor:
                return torch._grouped_mm(x, weight.transpose(1, 2), ends)

            """
        )
    );

    /// <summary>Each expert's product with its own rows.</summary>
    /// <param name="x">[P, I], sorted by expert.</param>
    /// <param name="weight">[E, O, I].</param>
    /// <param name="ends">[E], int32, where each expert's rows end; what stands behind the last is not
    /// computed.</param>
    /// <returns>[P, O].</returns>
    public static Tensor One(Tensor x, Tensor weight, Tensor ends) =>
        (Tensor)Script.Value.invoke("one", x, weight, ends);

    /// <summary>down(silu(gate · x) · (up · x)), each expert on its own rows.</summary>
    /// <param name="x">[P, h], sorted by expert.</param>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    /// <param name="ends">[E], int32, where each expert's rows end; what stands behind the last is not
    /// computed.</param>
    /// <returns>[P, h]; behind the last expert's rows whatever memory held.</returns>
    public static Tensor Run(Tensor x, Tensor gateUp, Tensor down, Tensor ends) =>
        x.device_type == TorchSharp.DeviceType.META
            ? empty_like(x) // that device computes shapes only, and libtorch has no such form of this operator
            : (Tensor)Script.Value.invoke("experts", x, gateUp, down, ends);
}
