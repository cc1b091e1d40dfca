using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>A layer's feed-forward part: dense or MoE.</summary>
internal interface IMlp
{
    /// <summary>Computes it token by token.</summary>
    /// <param name="x">[N, h], normalised.</param>
    /// <param name="layer">The layer's number.</param>
    /// <param name="routing">How a MoE layer routes; a dense layer ignores it.</param>
    /// <returns>[N, h].</returns>
    Tensor Forward(Tensor x, int layer, LayerRouting? routing);

    /// <summary>residual + what <see cref="Forward"/> gives.</summary>
    /// <param name="residual">[N, h].</param>
    /// <param name="x">[N, h], normalised.</param>
    /// <param name="layer">The layer's number.</param>
    /// <param name="routing">How a MoE layer routes; a dense layer ignores it.</param>
    /// <returns>[N, h].</returns>
    Tensor AddTo(Tensor residual, Tensor x, int layer, LayerRouting? routing) =>
        residual.Plus(Forward(x, layer, routing));

    /// <summary>Computes it under several routings at once; what they have in common is computed once.</summary>
    /// <param name="x">[N, h], normalised.</param>
    /// <param name="layer">The layer's number.</param>
    /// <param name="routings">How a MoE layer routes; they keep the same experts.</param>
    /// <returns>[N, h] for each routing.</returns>
    Tensor[] Branch(Tensor x, int layer, IReadOnlyList<LayerRouting?> routings);
}
