using System.Runtime.InteropServices;
using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// bf16 experts on a CUDA device. Where experts have few tokens, the kit's kernels read each hit expert's weights once,
/// shared experts among them; where they have many, libtorch's grouped product runs. The host asks the device for
/// nothing.
/// </summary>
internal sealed class DeviceExperts : IExpertBackend
{
    /// <summary>
    /// Tokens per expert, on average, up to which the kernels are faster: with 6 of 64 experts on an H100 up to a batch
    /// of 128, not at 256.
    /// </summary>
    public const int MostTokens = 16;

    private const int GateUpThreads = 256;
    private const int DownThreads = 128;
    private const int RowsPerTile = 16;
    private const int ColumnsPerPiece = 32;
    private readonly GroupedExperts _grouped;
    private readonly Tensor _gateUp; // [E, 2I, h]
    private readonly Tensor _down; // [E, h, I]
    private readonly int _mostTokens;

    /// <summary>Takes stacked weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    /// <param name="backend">Kernels or grouped products alone, or each where it is faster.</param>
    public DeviceExperts(Tensor gateUp, Tensor down, ExpertBackend backend)
    {
        (_gateUp, _down, _grouped) = (gateUp, down, new GroupedExperts(gateUp, down));
        _mostTokens = backend switch
        {
            ExpertBackend.Grouped => 0,
            ExpertBackend.Kernels => int.MaxValue,
            _ => MostTokens,
        };
    }

    private int Inner => (int)_down.shape[2];

    private int Hidden => (int)_down.shape[1];

    private int Count => (int)_down.shape[0];

    /// <summary>Whether these weights can be computed so.</summary>
    public static bool CanRun(Tensor gateUp, Tensor down) =>
        CudaModule.For(gateUp) is not null
        && gateUp.dtype == ScalarType.BFloat16
        && gateUp.is_contiguous()
        && down.is_contiguous()
        && down.shape[1] % ColumnsPerPiece == 0
        && down.shape[2] % ColumnsPerPiece == 0;

    public ExpertOutputs Run(Tensor x, Tensor chosen) => _grouped.Run(x, chosen);

    /// <summary>residual + Σ weight · expert(x) + shared(x).</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="x">[N, h], contiguous.</param>
    /// <param name="assignment">Each token's experts and weights.</param>
    /// <param name="kept">Experts kept; <see langword="null"/> for all.</param>
    /// <param name="shared">The shared experts, and [1, h] whose sigmoid they are multiplied by.</param>
    /// <param name="residual">[N, h]; <see langword="null"/> for none.</param>
    /// <returns>[N, h].</returns>
    public Tensor Sum(
        CudaModule module,
        Tensor x,
        ExpertAssignment assignment,
        int? kept,
        (DenseMlp? Mlp, Tensor? Gate) shared,
        Tensor? residual
    )
    {
        using var scope = NewDisposeScope();
        var slots = assignment.Experts.numel();
        var few = DevicePairs.CanRun(slots, Count) && slots <= (long)_mostTokens * (kept ?? Count);
        var gate = shared.Gate is null ? null : nn.functional.linear(x, shared.Gate).sigmoid(); // [N, 1]
        var slices =
            few && shared.Mlp is not null && shared.Mlp.Down.shape[1] % Inner == 0
                ? (int)(shared.Mlp.Down.shape[1] / Inner)
                : 0;
        if (shared.Mlp is not null && slices == 0)
        {
            var common = gate is null ? shared.Mlp.Forward(x) : shared.Mlp.Forward(x) * gate;
            residual = residual is null ? common : residual.Plus(common);
        }

        return (
            few ? Few(module, x, assignment, slices, shared.Mlp, gate, residual) : Many(module, x, assignment, residual)
        ).MoveToOuterDisposeScope();
    }

    public void Dispose() => _grouped.Dispose();

    private Tensor Few(
        CudaModule module,
        Tensor x,
        ExpertAssignment assignment,
        int slices,
        DenseMlp? shared,
        Tensor? gate,
        Tensor? residual
    )
    {
        var pairs = DevicePairs.Of(module, assignment.Experts, Count, slices);
        var inside = empty([pairs.Tokens.shape[0], Inner], x.dtype, x.device); // [P, I]
        var outputs = empty([pairs.Tokens.shape[0], Hidden], ScalarType.Float32, x.device); // [P, h]
        var arguments = new Arguments
        {
            X = DeviceMemory.Address(x),
            GateUp = DeviceMemory.Address(_gateUp),
            Down = DeviceMemory.Address(_down),
            SharedGateUp = slices > 0 ? DeviceMemory.Address(shared!.GateUp) : 0,
            SharedDown = slices > 0 ? DeviceMemory.Address(shared!.Down) : 0,
            Tokens = DeviceMemory.Address(pairs.Tokens),
            Segments = DeviceMemory.Address(pairs.Segments),
            Inside = DeviceMemory.Address(inside),
            Y = DeviceMemory.Address(outputs),
            Hidden = Hidden,
            Inner = Inner,
            SharedInner = Inner * slices,
            Experts = Count,
        };
        module.Launch("experts_gate_up", (Inner / RowsPerTile, pairs.Segments.shape[0], 1), GateUpThreads, arguments);
        module.Launch("experts_down", (Hidden / RowsPerTile, pairs.Segments.shape[0], 1), DownThreads, arguments);
        return DeviceSum.Run(
            module,
            outputs,
            pairs.Pairs,
            assignment.Weights,
            residual,
            slices,
            slices > 0 ? gate : null
        );
    }

    private Tensor Many(CudaModule module, Tensor x, ExpertAssignment assignment, Tensor? residual)
    {
        var order = DeviceOrder.Of(assignment.Experts, Count);
        var inside = DenseMlp.Gated(GroupedProduct.One(x.At(order.Tokens), _gateUp, order.Ends)); // [P, I]
        var outputs = GroupedProduct.One(inside, _down, order.Ends); // [P, h]
        var places = ones_like(order.Slots, ScalarType.Int32)
            .cumsum(0, ScalarType.Int32)
            .Subtract_(ones([1], ScalarType.Int32, x.device)); // [P], 0, 1, 2, ...
        places = places.masked_fill_(order.Skipped.squeeze(1), Held.MinusOne);
        var pairs = empty([order.Slots.shape[0]], ScalarType.Int32, x.device)
            .scatter_(0, order.Slots, places)
            .view(assignment.Experts.shape);
        return DeviceSum.Run(module, outputs, pairs, assignment.Weights, residual, slices: 0, sharedGate: null);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint X,
            GateUp,
            Down,
            SharedGateUp,
            SharedDown,
            Tokens,
            Segments,
            Inside,
            Y;
        public int Hidden,
            Inner,
            SharedInner,
            Experts;
    }
}
