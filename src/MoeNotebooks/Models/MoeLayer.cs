using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// A MoE layer, equation 2 of the paper: y = Σ over the chosen experts of g_i(x) · E_i(x), plus the shared experts.
/// </summary>
/// <param name="router">Chooses experts and gives g.</param>
/// <param name="experts">The routed experts E_i.</param>
/// <param name="shared">The shared experts as one MLP; <see langword="null"/> for none.</param>
/// <param name="sharedGate">[1, h]: the shared part is multiplied by a sigmoid of this; <see langword="null"/> for
/// 1.</param>
internal sealed class MoeLayer(Router router, RoutedExperts experts, DenseMlp? shared, Tensor? sharedGate = null) : IMlp
{
    /// <summary>Computes y for N tokens.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="layer">The layer's number, for the observer.</param>
    /// <param name="routing">How it routes; <see langword="null"/> for as trained.</param>
    /// <returns>[N, h].</returns>
    public Tensor Forward(Tensor x, int layer = 0, LayerRouting? routing = null) => Run(null, x, layer, routing);

    Tensor IMlp.AddTo(Tensor residual, Tensor x, int layer, LayerRouting? routing) => Run(residual, x, layer, routing);

    /// <summary>residual + y; on a device both sums are one.</summary>
    private Tensor Run(Tensor? residual, Tensor x, int layer, LayerRouting? routing)
    {
        using var scope = NewDisposeScope();
        routing ??= new LayerRouting(router.Rule.TrainedTopK);
        var logits = router.Logits(x); // [N, E]
        var assignment = router.Decide(logits, [routing])[0]; // experts and g, [N, k] each
        routing.Tell(layer, logits, assignment);
        if (
            routing.Observer is not IExpertObserver
            && experts.OnDevice is { } device
            && CudaModule.For(x) is { } module
        )
        {
            return device
                .Sum(module, x, assignment, routing.Kept?.Count, (shared, sharedGate), residual)
                .MoveToOuterDisposeScope();
        }

        var y = routing.Observer is IExpertObserver seeing // Σ g_i(x) E_i(x), [N, h]
            ? Seen(x, layer, assignment, routing.Before ?? x, seeing)
            : experts.Forward(x, assignment);
        if (shared is not null)
        {
            y = y.Plus(Shared(x));
        }

        return (residual is null ? y : residual.Plus(y)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Computes y under several routings: the router and every expert run once, for the most experts that any of them
    /// uses.
    /// </summary>
    /// <remarks>The sum over a token's experts runs in the order of choice here and in the order of experts in
    /// <see cref="Forward"/>, so the two agree up to rounding. An adaptive routing may choose any experts, so that it
    /// runs its own.</remarks>
    /// <param name="x">[N, h].</param>
    /// <param name="layer">The layer's number, for the observer.</param>
    /// <param name="routings">How it routes; they keep the same experts.</param>
    /// <returns>[N, h] for each routing.</returns>
    public Tensor[] Branch(Tensor x, int layer, IReadOnlyList<LayerRouting?> routings)
    {
        using var scope = NewDisposeScope();
        LayerRouting[] given = [.. routings.Select(routing => routing ?? new LayerRouting(router.Rule.TrainedTopK))];
        var logits = router.Logits(x);
        var assignments = router.Decide(logits, given);
        var widest = assignments
            .Where((_, i) => given[i].Adaptive is null)
            .MaxBy(assignment => assignment.Experts.shape[1]);
        var outputs = widest is null ? null : experts.Outputs(x, widest.Experts); // [N, max k, h], f32
        var common = shared is null ? null : Shared(x);
        var results = new Tensor[given.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var (chosen, weights) = assignments[i];
            given[i].Tell(layer, logits, assignments[i]);
            var y = given[i].Adaptive is null
                ? (outputs!.narrow(1, 0, chosen.shape[1]) * weights.unsqueeze(2)).sum([1L]).to_type(x.dtype) // [N, h]
                : experts.Forward(x, assignments[i]);
            results[i] = (common is null ? y : y.Plus(common)).MoveToOuterDisposeScope();
        }

        return results;
    }

    /// <summary>What every routed expert gives, whether it is chosen or not.</summary>
    /// <param name="x">[N, h].</param>
    /// <returns>[N, E, h], f32.</returns>
    internal Tensor EveryExpert(Tensor x)
    {
        using var scope = NewDisposeScope();
        var all = ones([x.shape[0], router.Rule.Experts], ScalarType.Int64, x.device)
            .cumsum(1)
            .Minus(ones([1], ScalarType.Int64, x.device)); // [N, E]
        return experts.Outputs(x, all).MoveToOuterDisposeScope();
    }

    Tensor IMlp.Forward(Tensor x, int layer, LayerRouting? routing) => Forward(x, layer, routing);

    /// <summary>The sum from the experts' outputs one by one, which an observer sees.</summary>
    private Tensor Seen(Tensor x, int layer, ExpertAssignment assignment, Tensor before, IExpertObserver observer)
    {
        var outputs = experts.Outputs(x, assignment.Experts); // [N, k, h], f32
        observer.ObserveOutputs(layer, new(assignment.Experts, assignment.Weights, outputs, before));
        return (outputs * assignment.Weights.unsqueeze(2)).sum([1L]).to_type(x.dtype);
    }

    private Tensor Shared(Tensor x) =>
        sharedGate is null ? shared!.Forward(x) : shared!.Forward(x) * nn.functional.linear(x, sharedGate).sigmoid(); // [N, h] · [N, 1]
}
