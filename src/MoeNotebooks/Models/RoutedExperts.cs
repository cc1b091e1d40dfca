using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// The routed experts of a layer, E of inner width I. Pairs of token and expert are sorted by expert, gathered once, and each
/// expert multiplies its own slice; what is skipped is not computed.
/// </summary>
public sealed class RoutedExperts : IDisposable
{
    private readonly int _count;
    private readonly Tensor[] _views = [];
    private readonly Func<int, (Tensor GateUp, Tensor Down)> _expert; // [2I, h] and [h, I]

    /// <summary>Takes the experts' weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    public RoutedExperts(Tensor gateUp, Tensor down)
    {
        var (gateUps, downs) = (Each(gateUp), Each(down));
        (_count, _expert, _views) = (gateUps.Length, e => (gateUps[e], downs[e]), [.. gateUps, .. downs]);
    }

    /// <summary>Experts whose weights are fetched when a token uses them.</summary>
    /// <param name="count">E.</param>
    /// <param name="fetch">An expert's [2I, h] and [h, I], into the open dispose scope.</param>
    internal RoutedExperts(int count, Func<int, (Tensor GateUp, Tensor Down)> fetch) => (_count, _expert) = (count, fetch);

    /// <summary>The sum over a token's experts of weight · expert(x).</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="assignment">Each token's experts and weights.</param>
    /// <returns>[N, h], of x's type; summed in f32.</returns>
    public Tensor Forward(Tensor x, ExpertAssignment assignment)
    {
        using var scope = NewDisposeScope();
        var order = ExpertOrder.Of(assignment.Experts, _count);
        var outputs = RunAll(x, order);                                                                  // [P, h]
        var weights = assignment.Weights.view(-1).index_select(0, order.Slots).unsqueeze(1);             // [P, 1]
        var weighted = outputs.to_type(ScalarType.Float32).mul_(weights);                                // [P, h]
        var sum = zeros(x.shape, ScalarType.Float32, x.device).index_add_(0, order.Tokens, weighted, Held.One); // [N, h]
        return sum.to_type(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>What each of a token's experts gives, not weighed and not summed.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="chosen">[N, k], the experts; -1 in skipped slots.</param>
    /// <returns>[N, k, h], f32; 0 in skipped slots.</returns>
    public Tensor Outputs(Tensor x, Tensor chosen)
    {
        using var scope = NewDisposeScope();
        var order = ExpertOrder.Of(chosen, _count);
        var outputs = RunAll(x, order).to_type(ScalarType.Float32);                                      // [P, h]
        var (slots, width) = (chosen.shape[0] * chosen.shape[1], x.shape[1]);
        var target = outputs.shape[0] == slots ? empty(slots, width, device: x.device) : zeros(slots, width, device: x.device);
        return target.index_copy_(0, order.Slots, outputs).view(chosen.shape[0], chosen.shape[1], width).MoveToOuterDisposeScope();
    }

    /// <summary>Lets go of its views; the weights stay.</summary>
    public void Dispose()
    {
        foreach (var view in _views)
        {
            view.Dispose();
        }
    }

    /// <summary>Every expert on its own slice of the pairs, [P, h].</summary>
    private Tensor RunAll(Tensor x, ExpertOrder order)
    {
        var gathered = x.index_select(0, order.Tokens);                                                  // [P, h]
        var outputs = empty_like(gathered);                                                              // [P, h]
        for (int e = 0, start = 0; e < order.Counts.Length; start += order.Counts[e++])
        {
            if (order.Counts[e] > 0)
            {
                RunExpert(e, gathered, outputs, start, order.Counts[e]);
            }
        }

        return outputs;
    }

    /// <summary>down(silu(gate · x) · (up · x)) on one slice of the pairs.</summary>
    private void RunExpert(int expert, Tensor gathered, Tensor outputs, int start, int count)
    {
        using var scope = NewDisposeScope();
        var (gateUp, down) = _expert(expert);
        var inner = DenseMlp.Gated(nn.functional.linear(gathered.narrow(0, start, count), gateUp));      // [n, I]
        outputs.narrow(0, start, count).addmm_(inner, down.t(), beta: 0, alpha: 1);                      // [n, h]
    }

    private static Tensor[] Each(Tensor stacked) =>
        [.. Enumerable.Range(0, (int)stacked.shape[0]).Select(e => stacked[e].DetachFromDisposeScope())];
}
