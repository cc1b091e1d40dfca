using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>Counts the different experts that a batch hits: those whose weights must be read.</summary>
internal sealed class HitExperts : IRoutingObserver
{
    private readonly HashSet<long> _hit = [];

    /// <summary>How many.</summary>
    public int Count => _hit.Count;

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        foreach (var expert in MemoryMarshal.Cast<byte, long>(experts.bytes)) // [N, k]
        {
            if (expert != TokenRouting.Skipped)
            {
                _hit.Add(expert);
            }
        }
    }
}
