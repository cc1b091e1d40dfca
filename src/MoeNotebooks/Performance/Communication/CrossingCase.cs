using MoeNotebooks.Configs;
using MoeNotebooks.Hub;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Performance.Communication;

/// <summary>
/// One router on some devices: does expert parallelism send so much less than tensor parallelism that it can use a
/// slower link?
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="Rule">Experts and groups.</param>
/// <param name="Active">Experts a token uses, n_a.</param>
/// <param name="Devices">Devices, n_d.</param>
public sealed record CrossingCase(string Name, RouterRule Rule, int Active, int Devices)
{
    /// <summary>A published model, as trained.</summary>
    /// <param name="model">A folder under <c>data/configs</c> or of a model.</param>
    /// <param name="devices">Devices, n_d.</param>
    public static CrossingCase Of(string model, int devices)
    {
        var rule = ModelConfig.Load(ModelLocator.ResolveConfig(model)).Moe.Router;
        return new(model, rule, rule.TrainedTopK, devices);
    }

    /// <summary>
    /// Expert parallelism's share of tensor parallelism's volume by the paper's bounds: <c>n_a / (n_d - 1)</c>.
    /// </summary>
    public double BoundShare =>
        CommunicationVolume.ExpertParallel(Active, 1, 1) / CommunicationVolume.TensorParallel(Devices, 1, 1);

    /// <summary>
    /// The bound of a router that limits a token to some groups, each on devices of its own: no more devices than
    /// groups.
    /// </summary>
    public double GroupBoundShare =>
        BoundShare * Math.Min(Active, Rule.Groups == Devices ? Rule.TopGroups : Active) / Active;

    /// <summary>Devices per token under uniform routing.</summary>
    public double ExpectedHit => DevicesHit.Expected(Rule, Active, Devices);

    /// <summary>The share that is really sent, in bytes.</summary>
    /// <param name="format">In how many bytes per element.</param>
    public double Share(TokenFormat format) =>
        new ParallelLayout(1, Devices).Send(1, 1, ExpectedHit, format, NodeLinks.Paper).Bytes
        / new ParallelLayout(Devices, 1).Send(1, 1, 1, TokenFormat.Bf16, NodeLinks.Paper).Bytes;
}
