using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>A layer's attention.</summary>
internal interface IAttention
{
    /// <summary>Lets every token look at those it may see.</summary>
    /// <param name="x">[B, T, h], normalised.</param>
    /// <param name="context">Positions, mask and cache.</param>
    /// <param name="layer">The layer, for the cache.</param>
    /// <returns>[B, T, h].</returns>
    Tensor Forward(Tensor x, AttentionContext context, int layer);
}
