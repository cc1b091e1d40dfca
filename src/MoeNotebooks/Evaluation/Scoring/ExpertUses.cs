using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// The experts that tokens use under each adaptive policy; other policies need no counting, except for distinct experts
/// of a step.
/// </summary>
/// <param name="stepTokens">Tokens of a step, for which every policy is counted; <see langword="null"/> for all that
/// run at once.</param>
internal sealed class ExpertUses(int? stepTokens)
{
    private readonly Dictionary<RoutingPolicy, ExpertUse> _uses = [];

    /// <summary>What must see the routing under a policy; <see langword="null"/> for nothing.</summary>
    public IRoutingObserver? Of(RoutingPolicy policy)
    {
        if ((policy is AdaptivePolicy || stepTokens is not null) && !_uses.ContainsKey(policy))
        {
            _uses.Add(policy, new ExpertUse(stepTokens));
        }

        return _uses.GetValueOrDefault(policy);
    }

    /// <summary>Experts per token so far, the mean over the MoE layers and over the tokens that ran (shared beginnings
    /// once, padding never); <see langword="null"/> where the policy says it or nothing has run.</summary>
    public double? Mean(RoutingPolicy policy) => _uses.GetValueOrDefault(policy)?.Mean;

    /// <summary>
    /// Distinct experts per step so far, the mean over steps and MoE layers; <see langword="null"/> as for
    /// <see cref="Mean"/>.
    /// </summary>
    public double? DistinctPerStep(RoutingPolicy policy) => _uses.GetValueOrDefault(policy)?.DistinctPerStep;

    /// <summary>
    /// Tells where the tokens of the batch stand that this thread runs next; the tensor belongs to the open dispose
    /// scope.
    /// </summary>
    public void Begin(PackedBatch batch)
    {
        if (_uses.Count > 0)
        {
            ExpertUse.Begin(tensor(batch.Real), (long)batch.Rows * batch.Width);
        }
    }
}
