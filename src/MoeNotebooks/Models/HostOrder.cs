using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>The (token, expert) pairs of an assignment sorted by expert, skipped ones left out: P pairs.</summary>
/// <param name="Tokens">[P], the token of each pair.</param>
/// <param name="Slots">[P], the pair's place in [N · k].</param>
/// <param name="Counts">Pairs of each expert.</param>
internal sealed record HostOrder(Tensor Tokens, Tensor Slots, int[] Counts)
{
    /// <summary>A counting sort: on a CPU several times faster than libtorch's sort, and slices need the counts on the
    /// host anyway. From a GPU the experts must come over first, so that a layer waits for it here;
    /// <see cref="DeviceOrder"/> does not.</summary>
    public static HostOrder Of(Tensor experts, int count)
    {
        using var scope = NewDisposeScope();
        var k = (int)experts.shape[1];
        var chosen = MemoryMarshal.Cast<byte, long>(experts.cpu().contiguous().bytes);
        var next = new int[count + 1]; // one further on, so that sums become starts
        foreach (var e in chosen)
        {
            next[e + 1] += e >= 0 ? 1 : 0;
        }

        var counts = next[1..];
        for (var e = 1; e < next.Length; e++)
        {
            next[e] += next[e - 1];
        }

        var (tokens, slots) = (empty([next[count]], ScalarType.Int64), empty([next[count]], ScalarType.Int64));
        var token = MemoryMarshal.Cast<byte, long>(tokens.bytes);
        var slot = MemoryMarshal.Cast<byte, long>(slots.bytes);
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i] >= 0)
            {
                var at = next[chosen[i]]++;
                token[at] = i / k;
                slot[at] = i;
            }
        }

        return new(
            tokens.to(experts.device).MoveToOuterDisposeScope(),
            slots.to(experts.device).MoveToOuterDisposeScope(),
            counts
        );
    }
}
