using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Verdicts;

/// <summary>What a served model's decode step would take under a policy, from a trace of a text: the model runs once,
/// and policies are replayed. So ways to route are brought to equal cost before any question is asked.</summary>
public sealed class StepCosts
{
    private readonly RoutingTrace _trace;
    private readonly ScaledStep _step;
    private readonly Dictionary<RoutingPolicy, double> _known = [];

    /// <summary>Takes a trace.</summary>
    /// <param name="trace">Recorded as trained, with the router's outputs.</param>
    /// <param name="step">The step that is predicted.</param>
    public StepCosts(RoutingTrace trace, ScaledStep step)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(step);
        (_trace, _step) = (trace, step);
    }

    /// <summary>Tokens of the traced model that are decided about together.</summary>
    public int StepTokens => _step.Tokens;

    /// <summary>Records the trace.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">Token ids of the text, each sequence by itself.</param>
    /// <param name="served">The model whose step is predicted.</param>
    /// <param name="requests">Requests that it decodes together.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    public static StepCosts Of(
        MoeModel model,
        IReadOnlyList<int[]> texts,
        ServedModel served,
        int requests,
        IProgressReporter? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(
            RoutingTrace.Record(model, texts, logits: true, progress: progress),
            new(served, model.Config.Moe.Router, requests)
        );
    }

    /// <summary>A step's time in milliseconds, predicted.</summary>
    /// <param name="policy">The policy.</param>
    public double Milliseconds(RoutingPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!_known.TryGetValue(policy, out var milliseconds))
        {
            var layers = _trace.ReplayInSteps(policy, _step.Tokens).Summary().Layers;
            milliseconds = _known[policy] = _step
                .Of(layers.Average(layer => layer.ExpertsPerToken), layers.Average(layer => layer.DistinctPerStep))
                .Milliseconds;
        }

        return milliseconds;
    }

    /// <summary>
    /// Of some policies the one that costs most without costing more than another: what a setting is, where only its
    /// cost is asked for.
    /// </summary>
    /// <param name="candidates">The policies, one per setting.</param>
    /// <param name="like">The policy whose cost is the limit.</param>
    /// <returns>Of equals the first; the cheapest of all where each costs more.</returns>
    /// <exception cref="MoeUsageException">There is no candidate.</exception>
    public RoutingPolicy Within(IEnumerable<RoutingPolicy> candidates, RoutingPolicy like)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var limit = Milliseconds(like);
        var all = candidates.Select(policy => (Policy: policy, Cost: Milliseconds(policy))).ToArray();
        return all.Length == 0 ? throw new MoeUsageException("candidates", "are none: there is nothing to choose from")
            : all.Any(one => one.Cost <= limit) ? all.Where(one => one.Cost <= limit).MaxBy(one => one.Cost).Policy
            : all.MinBy(one => one.Cost).Policy;
    }
}
