using System.Runtime.InteropServices;
using MoeNotebooks.Errors;
using MoeNotebooks.Kernels;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// bf16 experts on the CPU: those with few tokens row by row of their weights, all of them in two passes of the thread
/// team; each of those with more tokens by itself, in panels or, where that is faster, as products of libtorch.
/// </summary>
internal sealed unsafe class KernelExperts : IExpertBackend
{
    [ThreadStatic]
    private static ExpertPairs? t_pairs;

    [ThreadStatic]
    private static PanelExpert? t_panels;

    private readonly IReadOnlyList<ExpertWeights> _experts;
    private readonly HitExpert[] _addresses; // [E]
    private readonly int _hidden;
    private readonly int _inner;
    private readonly bool _panels;

    /// <summary>Takes the experts' weights, one by one.</summary>
    /// <param name="experts">Become this object's.</param>
    /// <param name="panels">Whether many tokens are multiplied in panels; <see langword="null"/> for where that is
    /// faster.</param>
    public KernelExperts(IReadOnlyList<ExpertWeights> experts, bool? panels = null)
    {
        (_experts, _panels) = (experts, panels ?? PanelProduct.IsFaster);
        (_inner, _hidden) = ((int)experts[0].Gate.shape[0], (int)experts[0].Gate.shape[1]);
        _addresses =
        [
            .. experts.Select(e => new HitExpert(
                TensorMemory.Address(e.Gate),
                TensorMemory.Address(e.Up),
                TensorMemory.Address(e.Down),
                0,
                0
            )),
        ];
    }

    /// <summary>Of stacked weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    /// <param name="panels">As above.</param>
    /// <exception cref="MoeUsageException">They are not bf16 on the CPU.</exception>
    public static KernelExperts Of(Tensor gateUp, Tensor down, bool? panels = null) =>
        CanRun(gateUp, down)
            ? new(ExpertWeights.Of(gateUp, down), panels)
            : throw new MoeUsageException(
                "experts backend",
                $"kernels: weights are {gateUp.dtype} on {gateUp.device}; they must be bf16 on the CPU",
                "Use auto"
            );

    /// <summary>Whether these weights can be computed so.</summary>
    public static bool CanRun(Tensor gateUp, Tensor down) =>
        new[] { gateUp, down }.All(w =>
            w.dtype == ScalarType.BFloat16
            && w.device_type == TorchSharp.DeviceType.CPU
            && w.is_contiguous()
            && w.shape.All(size => size < int.MaxValue / 4)
        );

    public ExpertOutputs Run(Tensor x, Tensor chosen)
    {
        var order = HostOrder.Of(chosen, _addresses.Length);
        var outputs = empty([order.Tokens.shape[0], _hidden], ScalarType.Float32); // [P, h]
        using var whole = x.contiguous();
        var tokens = MemoryMarshal.Cast<byte, long>(order.Tokens.bytes);
        var from = (ushort*)TensorMemory.Address(whole);
        var y = (float*)TensorMemory.Address(outputs);
        var pairs = t_pairs ??= new ExpertPairs();
        pairs.Take(from, (int)x.shape[0], tokens, y, _hidden, _inner);
        for (int e = 0, start = 0; e < order.Counts.Length; start += order.Counts[e++])
        {
            var hit = _addresses[e] with { Start = start, Count = order.Counts[e] };
            if (hit.Count <= Projection.MostTokens)
            {
                pairs.Add(hit);
            }
            else if (_panels)
            {
                (t_panels ??= new PanelExpert()).Run(
                    hit,
                    from,
                    tokens.Slice(start, hit.Count),
                    y + ((long)start * _hidden),
                    _hidden,
                    _inner
                );
            }
            else
            {
                using var scope = NewDisposeScope();
                RunOne(
                    _experts[e],
                    whole.index_select(0, order.Tokens.narrow(0, start, hit.Count)),
                    outputs.narrow(0, start, hit.Count)
                );
            }
        }

        ThreadTeam.Shared.Run(pairs.Gated, pairs.Hit.Count * _inner, Projection.LeastRows(_hidden));
        ThreadTeam.Shared.Run(pairs.Down, pairs.Hit.Count * _hidden, Projection.LeastRows(_inner));
        GC.KeepAlive((whole, this)); // the weights that the addresses lead to are this object's
        return new(outputs, order.Tokens, order.Slots);
    }

    public void Dispose()
    {
        foreach (var expert in _experts)
        {
            expert.Dispose();
        }
    }

    /// <summary>down(silu(gate · x) · (up · x)) on one expert's pairs, by libtorch.</summary>
    private static void RunOne(ExpertWeights expert, Tensor x, Tensor y)
    {
        using var inner = nn
            .functional.silu(nn.functional.linear(x, expert.Gate))
            .mul_(nn.functional.linear(x, expert.Up)); // [n, I]
        y.copy_(inner.matmul(expert.Down.t()));
    }
}
