using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Traces;

/// <summary>Decides the blocks of a trace under a policy.</summary>
internal sealed class TraceReplay(TraceHeader header, RoutingPolicy policy, ExpertMask? mask)
{
    private readonly IReadOnlyDictionary<int, LayerRouting> _plan = RoutingPlan.Of(header.Rule, header.MoeLayers, policy, mask, observer: null);

    public IReadOnlyList<TraceBlock> Decide(IReadOnlyList<TraceBlock> blocks) => [.. blocks.Select(Decide)];

    private TraceBlock Decide(TraceBlock block)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var bias = header.Bias.TryGetValue(block.Layer, out var numbers) ? tensor(numbers.ToArray()) : null;
        var logits = tensor(block.Logits!, [block.Tokens.Count, header.Rule.Experts]);                 // [N, E]
        var routing = _plan[block.Layer];
        var (experts, weights) = new RouterDecision(header.Rule, bias).Decide(logits, [routing])[0];   // [N, k] each
        return block with
        {
            Slots = routing.K,
            Experts = [.. MemoryMarshal.Cast<byte, short>(experts.to_type(ScalarType.Int16).contiguous().bytes)],
            Weights = [.. MemoryMarshal.Cast<byte, float>(weights.contiguous().bytes)],
        };
    }
}
