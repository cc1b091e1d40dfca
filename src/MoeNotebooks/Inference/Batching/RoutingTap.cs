using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference.Batching;

/// <summary>Writes down which experts the tokens of a pass used, for the requests that asked.</summary>
internal sealed class RoutingTap(IReadOnlyList<int> moeLayers) : IRoutingObserver
{
    private readonly List<(RoutedExpertLog Log, int First, int Row, int Tokens)> _pass = [];

    /// <summary>Begins a pass: nobody's tokens yet.</summary>
    public void Begin() => _pass.Clear();

    /// <summary>Tokens of the pass belong to a request that asked.</summary>
    /// <param name="log">Where they go.</param>
    /// <param name="row">The first of them in the pass.</param>
    /// <param name="tokens">How many.</param>
    public void Follow(RoutedExpertLog log, int row, int tokens) => _pass.Add((log, log.Grow(tokens), row, tokens));

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        if (_pass.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var (moeLayer, k) = (IndexOf(layer), (int)experts.shape[1]);
        var all = MemoryMarshal.Cast<byte, long>(experts.cpu().contiguous().bytes); // [N, k]
        foreach (var (log, first, row, tokens) in _pass)
        {
            for (var t = 0; t < tokens; t++)
            {
                log.Set(first + t, moeLayer, all.Slice((row + t) * k, k));
            }
        }
    }

    private int IndexOf(int layer)
    {
        var i = 0;
        while (moeLayers[i] != layer)
        {
            i++;
        }

        return i;
    }
}
