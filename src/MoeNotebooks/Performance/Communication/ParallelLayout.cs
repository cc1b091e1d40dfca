namespace MoeNotebooks.Performance.Communication;

/// <summary>
/// A MoE layer over devices: groups that cut every expert among them, with whole experts spread over the groups.
/// </summary>
/// <remarks>(n_d, 1) is tensor parallelism, (1, n_d) expert parallelism, anything between is mixed.</remarks>
/// <param name="Tensor">Devices of a group, t.</param>
/// <param name="Expert">Groups, e.</param>
public sealed record ParallelLayout(int Tensor, int Expert)
{
    private const int SumBytes = 2; // partial sums travel in bf16

    /// <summary>All devices.</summary>
    public int Devices => Tensor * Expert;

    /// <summary>The name in tables.</summary>
    public override string ToString() =>
        Expert == 1 ? $"tensor {Tensor}"
        : Tensor == 1 ? $"expert {Expert}"
        : $"tensor {Tensor} x expert {Expert}";

    /// <summary>
    /// What one layer sends. A token goes once to every other group that has some of its experts, however many.
    /// </summary>
    /// <param name="tokens">Tokens of all groups together, L; each group begins with an equal share.</param>
    /// <param name="hidden">Hidden size, d.</param>
    /// <param name="groupsHit">Groups that have some of a token's experts, its own included: expected or
    /// counted.</param>
    /// <param name="format">In how many bytes.</param>
    /// <param name="links">Which groups share a node.</param>
    public LayerTraffic Send(double tokens, int hidden, double groupsHit, TokenFormat format, NodeLinks links)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(links);
        var remote = groupsHit * (1 - (1.0 / Expert)); // a token's own group is as likely as any other
        var between = remote * (format.Dispatch + format.Combine);
        // Inside a group: hand each part of an arriving token to the others, add up the partial sums, and hand round
        // the token's new state.
        var within = (Tensor - 1) * ((remote * format.Dispatch) + (groupsHit * SumBytes) + SumBytes);
        var (elements, near) = (tokens * hidden, Near(links.DevicesPerNode));
        // A ring over several nodes is as slow as the links between them
        var inside = Tensor <= links.DevicesPerNode ? within : 0;
        return new LayerTraffic(
            elements * (inside + (near * between)),
            elements * (within - inside + ((1 - near) * between)),
            Devices
        );
    }

    /// <summary>The share of the other groups that lie in the same node.</summary>
    private double Near(int devicesPerNode)
    {
        var together = Math.Min(Expert, Math.Max(1, devicesPerNode / Tensor));
        return Expert == 1 ? 1 : (together - 1.0) / (Expert - 1);
    }
}
