using System.Runtime.InteropServices;
using MoeNotebooks.Errors;
using MoeNotebooks.Kernels;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// bf16 experts on the CPU: those with few tokens row by row of their weights, all of them in two passes of the thread team; those with more
/// tokens as one product of libtorch each.
/// </summary>
internal sealed unsafe class KernelExperts : IExpertBackend
{
    private const int LeastRows = 16; // a thread's share

    [ThreadStatic]
    private static ExpertPairs? t_pairs;

    private readonly SortedExperts _many;
    private readonly (nint GateUp, nint Down)[] _addresses; // [E]
    private readonly int _hidden;
    private readonly int _inner;

    /// <summary>Takes stacked weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    /// <exception cref="MoeUsageException">They are not bf16 on the CPU.</exception>
    public KernelExperts(Tensor gateUp, Tensor down)
    {
        if (!CanRun(gateUp, down))
        {
            throw new MoeUsageException("experts backend", $"kernels: weights are {gateUp.dtype} on {gateUp.device}; they must be bf16 on the CPU", "Use auto");
        }

        (_hidden, _inner) = ((int)gateUp.shape[2], (int)down.shape[2]);
        var (first, firstDown) = (TensorMemory.Address(gateUp), TensorMemory.Address(down));
        var (bytes, bytesDown) = ((nint)2 * 2 * _inner * _hidden, (nint)2 * _hidden * _inner);
        _addresses = [.. Enumerable.Range(0, (int)gateUp.shape[0]).Select(e => (first + (e * bytes), firstDown + (e * bytesDown)))];
        _many = SortedExperts.Of(gateUp, down);
    }

    /// <summary>Whether these weights can be computed so.</summary>
    public static bool CanRun(Tensor gateUp, Tensor down) => new[] { gateUp, down }.All(w =>
        w.dtype == ScalarType.BFloat16 && w.device_type == TorchSharp.DeviceType.CPU && w.is_contiguous() && w.shape.All(size => size < int.MaxValue / 4));

    public ExpertOutputs Run(Tensor x, Tensor chosen)
    {
        var order = HostOrder.Of(chosen, _addresses.Length);
        var outputs = empty([order.Tokens.shape[0], _hidden], ScalarType.Float32);                       // [P, h]
        using var whole = x.contiguous();
        var pairs = t_pairs ??= new ExpertPairs();
        pairs.Take(
            (ushort*)TensorMemory.Address(whole), (int)x.shape[0], MemoryMarshal.Cast<byte, long>(order.Tokens.bytes), (float*)TensorMemory.Address(outputs), _hidden, _inner);
        for (int e = 0, start = 0; e < order.Counts.Length; start += order.Counts[e++])
        {
            var count = order.Counts[e];
            if (count > Projection.MostTokens)
            {
                using var scope = NewDisposeScope();
                _many.RunOne(e, whole.index_select(0, order.Tokens.narrow(0, start, count)), outputs.narrow(0, start, count));
            }
            else if (count > 0)
            {
                pairs.Hit.Add(new(_addresses[e].GateUp, _addresses[e].Down, start, count));
            }
        }

        ThreadTeam.Shared.Run(pairs.Gated, pairs.Hit.Count * _inner, LeastRows);
        ThreadTeam.Shared.Run(pairs.Down, pairs.Hit.Count * _hidden, LeastRows);
        GC.KeepAlive(whole);
        return new(outputs, order.Tokens, order.Slots);
    }

    public void Dispose() => _many.Dispose();
}
