using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>
/// Keeps which experts a batch was sent to, and counts the different ones once nobody waits: those whose weights must
/// be read.
/// </summary>
internal sealed class HitExperts : IRoutingObserver, IDisposable
{
    private readonly List<Tensor> _chosen = [];

    public void Observe(int layer, Tensor experts, Tensor weights) =>
        _chosen.Add(experts.clone().DetachFromDisposeScope()); // [N, k]

    /// <summary>How many different experts; reads them back from the device.</summary>
    public int Count()
    {
        var hit = new HashSet<long>();
        foreach (var chosen in _chosen)
        {
            using var here = chosen.cpu();
            hit.UnionWith(MemoryMarshal.Cast<byte, long>(here.bytes).ToArray());
        }

        hit.Remove(TokenRouting.Skipped);
        return hit.Count;
    }

    public void Dispose() => _chosen.ForEach(chosen => chosen.Dispose());
}
