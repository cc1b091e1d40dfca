using MoeNotebooks.Cuda;
using MoeNotebooks.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace MoeNotebooks.Models;

/// <summary>
/// down(silu(gate · x) · (up · x)): a dense layer's MLP, or the shared experts of a MoE layer as one.
/// </summary>
/// <param name="gateUp">[2I, h], gate rows first; stays the caller's.</param>
/// <param name="down">[h, I]; stays the caller's.</param>
internal sealed class DenseMlp(Tensor gateUp, Tensor down) : IMlp
{
    internal Tensor GateUp => gateUp;

    internal Tensor Down => down;

    /// <summary>Computes it token by token.</summary>
    /// <param name="x">[N, h].</param>
    /// <returns>[N, h].</returns>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Projection.Run(Gated(Projection.Run(x, gateUp)), down).MoveToOuterDisposeScope();
    }

    Tensor IMlp.Forward(Tensor x, int layer, LayerRouting? routing) => Forward(x);

    Tensor[] IMlp.Branch(Tensor x, int layer, IReadOnlyList<LayerRouting?> routings) =>
        [.. routings.Select(_ => Forward(x))];

    /// <summary>silu(first half) · second half.</summary>
    /// <param name="gateUp">[N, 2I].</param>
    /// <returns>[N, I].</returns>
    internal static Tensor Gated(Tensor gateUp)
    {
        if (CudaModule.For(gateUp) is { } device && DeviceGate.CanRun(gateUp))
        {
            return DeviceGate.Run(device, gateUp);
        }

        var inner = gateUp.shape[^1] / 2;
        return silu(gateUp.narrow(-1, 0, inner)).mul_(gateUp.narrow(-1, inner, inner));
    }

    internal static DenseMlp From(LayerWeights weights, MlpNames names) =>
        new(weights.Fuse(names.Gate, names.Up), weights[names.Down]);
}
