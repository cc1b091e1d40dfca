using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using MoeNotebooks.Kernels;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Scores the experts of a layer for every token, and lets <see cref="RouterDecision"/> choose and weigh them: N
/// tokens, E experts.
/// </summary>
/// <param name="rule">The model's rule.</param>
/// <param name="weight">[E, h]; scores are computed in its type.</param>
/// <param name="bias">[E], f32, the selection bias; <see langword="null"/> for none.</param>
public sealed class Router(RouterRule rule, Tensor weight, Tensor? bias)
{
    private readonly RouterDecision _decision = new(rule, bias);

    /// <summary>The model's rule.</summary>
    public RouterRule Rule => rule;

    /// <summary>Routes tokens.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="routing">How many experts, which of them, and the rule for their weights.</param>
    public ExpertAssignment Route(Tensor x, LayerRouting routing)
    {
        using var logits = Logits(x);
        return Decide(logits, [routing])[0];
    }

    /// <summary>The router's outputs, before they become scores.</summary>
    /// <param name="x">[N, h].</param>
    /// <returns>[N, E], f32.</returns>
    internal Tensor Logits(Tensor x)
    {
        if (CudaModule.For(x) is { } device && DeviceRouter.CanScore(x, weight))
        {
            return DeviceRouter.Score(device, x, weight);
        }

        using var scope = NewDisposeScope();
        return Projection.Run(x.to_type(weight.dtype), weight).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Chooses and weighs experts from <see cref="Logits"/>.</summary>
    internal ExpertAssignment[] Decide(Tensor logits, IReadOnlyList<LayerRouting> routings) =>
        _decision.Decide(logits, routings);

    internal static IEnumerable<ParameterSpec> Parameters(string prefix, ModelConfig config)
    {
        var (rule, float32) = (config.Moe.Router, config.Moe.RouterInFloat32);
        yield return new(prefix + ".weight", [rule.Experts, config.HiddenSize], ModelPart.Router) { Float32 = float32 };
        if (rule.SelectionBias)
        {
            yield return new(prefix + ".e_score_correction_bias", [rule.Experts], ModelPart.Router) { Float32 = true };
        }
    }

    internal static Router From(LayerWeights weights, string prefix, MoeConfig config) =>
        new(
            config.Router,
            weights[prefix + ".weight"],
            config.Router.SelectionBias ? weights[prefix + ".e_score_correction_bias"] : null
        );
}
