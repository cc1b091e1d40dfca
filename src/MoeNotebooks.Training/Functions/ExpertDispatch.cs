using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// The (token, expert) pairs of one layer sorted by expert, so that each expert's tokens are neighbours. Nothing is
/// padded or dropped.
/// </summary>
internal sealed class ExpertDispatch
{
    private ExpertDispatch(int[] counts, int[] source, int[] position) =>
        (Counts, Source, Position) = (counts, source, position);

    /// <summary>Pairs of each expert.</summary>
    public int[] Counts { get; }

    /// <summary>[T*k] the token of a slot.</summary>
    public int[] Source { get; }

    /// <summary>[T*k] the slot of a pair.</summary>
    public int[] Position { get; }

    /// <summary>Sorts the pairs.</summary>
    /// <param name="chosen">[T, k] the chosen experts.</param>
    /// <param name="experts">How many experts there are.</param>
    public static ExpertDispatch Of(Tensor chosen, int experts)
    {
        var k = (int)chosen.shape[1];
        using var flat = chosen.contiguous();
        var expertOf = MemoryMarshal.Cast<byte, long>(flat.bytes);
        var counts = new int[experts];
        foreach (var e in expertOf)
        {
            counts[e]++;
        }

        var next = new int[experts];
        for (var e = 1; e < experts; e++)
        {
            next[e] = next[e - 1] + counts[e - 1];
        }

        var (source, position) = (new int[expertOf.Length], new int[expertOf.Length]);
        for (var i = 0; i < expertOf.Length; i++)
        {
            var slot = next[expertOf[i]]++;
            (source[slot], position[i]) = (i / k, slot);
        }

        return new ExpertDispatch(counts, source, position);
    }

    /// <summary>Calls back for every expert that has tokens: the expert, its first slot, how many slots.</summary>
    public void ForEach(Action<int, int, int> run)
    {
        var at = 0;
        for (var e = 0; e < Counts.Length; e++)
        {
            if (Counts[e] > 0)
            {
                run(e, at, Counts[e]);
                at += Counts[e];
            }
        }
    }
}
