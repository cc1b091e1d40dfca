using MoeNotebooks.Configs;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>One layer: x += attention(norm x), then x += mlp(norm x).</summary>
internal sealed class DecoderLayer : IDisposable
{
    private const string InputNorm = "input_layernorm.weight";
    private const string MiddleNorm = "post_attention_layernorm.weight";
    private readonly int _layer;
    private readonly LayerWeights _weights;
    private readonly IAttention _attention;
    private readonly IMlp _mlp;
    private readonly RmsNorm _inputNorm;
    private readonly RmsNorm _middleNorm;

    public DecoderLayer(ModelConfig config, int layer, LayerWeights weights, IAttention attention, IMlp mlp)
    {
        (_layer, _weights, _attention, _mlp) = (layer, weights, attention, mlp);
        _inputNorm = new RmsNorm(weights[InputNorm], config.RmsNormEpsilon);
        _middleNorm = new RmsNorm(weights[MiddleNorm], config.RmsNormEpsilon);
    }

    public static IEnumerable<ParameterSpec> Parameters(ModelConfig config) =>
        [new(InputNorm, [config.HiddenSize], ModelPart.Norm), new(MiddleNorm, [config.HiddenSize], ModelPart.Norm)];

    /// <summary>Runs the layer.</summary>
    /// <param name="x">[B, T, h].</param>
    /// <param name="context">Positions, mask and cache, prepared.</param>
    /// <param name="routing">How a MoE layer routes.</param>
    /// <returns>[B, T, h].</returns>
    public Tensor Forward(Tensor x, AttentionContext context, LayerRouting? routing)
    {
        using var scope = NewDisposeScope();
        var (sum, normed) = _middleNorm.ForwardSum(x, _attention.Forward(_inputNorm.Forward(x), context, _layer));
        var (flat, before) = (normed.view(-1, x.shape[2]), sum.view(-1, x.shape[2])); // [N = B · T, h]
        routing = routing?.Observer is IExpertObserver ? routing with { Before = before } : routing;
        return _mlp.AddTo(before, flat, _layer, routing).view(x.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the layer under several routings; attention runs once.</summary>
    /// <param name="x">[B, T, h].</param>
    /// <param name="context">Positions, mask and cache, prepared.</param>
    /// <param name="routings">How a MoE layer routes.</param>
    /// <param name="places">[N], places in [B · T] whose output is wanted; <see langword="null"/> for all.</param>
    /// <returns>For each routing [B, T, h], or [N, h] of the places wanted.</returns>
    public Tensor[] Branch(Tensor x, AttentionContext context, IReadOnlyList<LayerRouting?> routings, Tensor? places)
    {
        using var scope = NewDisposeScope();
        x = x.Plus(_attention.Forward(_inputNorm.Forward(x), context, _layer));
        x = places is null ? x : x.view(-1, x.shape[2]).index_select(0, places); // [N, h]
        var branches = _mlp.Branch(_middleNorm.Forward(x).view(-1, x.shape[^1]), _layer, routings); // [N, h] each
        return [.. branches.Select(y => x.Plus(y.view(x.shape)).MoveToOuterDisposeScope())];
    }

    /// <summary>Runs only the MLP, on inputs that are normalised already.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="routing">How a MoE layer routes.</param>
    public Tensor Mlp(Tensor x, LayerRouting? routing) => _mlp.Forward(x, _layer, routing);

    /// <summary>What every routed expert gives, whether it is chosen or not.</summary>
    /// <param name="before">[N, h], the hidden states to which the MoE layer adds.</param>
    /// <returns>[N, E, h], f32.</returns>
    public Tensor EveryExpert(Tensor before) => ((MoeLayer)_mlp).EveryExpert(_middleNorm.Forward(before));

    public void Dispose() => _weights.Dispose();
}
