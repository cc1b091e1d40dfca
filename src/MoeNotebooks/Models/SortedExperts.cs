using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Pairs are sorted by expert, gathered once, and each expert multiplies its own slice; skipped pairs are left out.
/// </summary>
/// <param name="count">Routed experts, E.</param>
/// <param name="expert">An expert's [2I, h], gate rows first, and [h, I].</param>
/// <param name="views">What to let go of in the end.</param>
internal sealed class SortedExperts(
    int count,
    Func<int, (Tensor GateUp, Tensor Down)> expert,
    IReadOnlyList<Tensor> views
) : IExpertBackend
{
    /// <summary>Of stacked weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    public static SortedExperts Of(Tensor gateUp, Tensor down)
    {
        var (gateUps, downs) = (Each(gateUp), Each(down));
        return new(gateUps.Length, e => (gateUps[e], downs[e]), [.. gateUps, .. downs]);
    }

    public ExpertOutputs Run(Tensor x, Tensor chosen)
    {
        var order = HostOrder.Of(chosen, count);
        var gathered = x.index_select(0, order.Tokens); // [P, h]
        var outputs = empty_like(gathered); // [P, h]
        for (int e = 0, start = 0; e < order.Counts.Length; start += order.Counts[e++])
        {
            if (order.Counts[e] > 0)
            {
                using var scope = NewDisposeScope();
                RunOne(e, gathered.narrow(0, start, order.Counts[e]), outputs.narrow(0, start, order.Counts[e]));
            }
        }

        return new(outputs, order.Tokens, order.Slots);
    }

    public void Dispose()
    {
        foreach (var view in views)
        {
            view.Dispose();
        }
    }

    /// <summary>down(silu(gate · x) · (up · x)) on one slice of the pairs.</summary>
    /// <param name="e">The expert.</param>
    /// <param name="x">[n, h].</param>
    /// <param name="y">[n, h], written.</param>
    private void RunOne(int e, Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var (gateUp, down) = expert(e);
        var inner = DenseMlp.Gated(nn.functional.linear(x, gateUp)); // [n, I]
        y.addmm_(inner, down.t(), beta: 0, alpha: 1);
    }

    private static Tensor[] Each(Tensor stacked) =>
        [.. Enumerable.Range(0, (int)stacked.shape[0]).Select(e => stacked[e].DetachFromDisposeScope())];
}
