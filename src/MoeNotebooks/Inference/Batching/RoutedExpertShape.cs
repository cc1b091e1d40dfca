using MoeNotebooks.Models;

namespace MoeNotebooks.Inference.Batching;

/// <summary>The shape of what is told of a token's experts.</summary>
/// <param name="Layers">MoE layers.</param>
/// <param name="Slots">The most experts that a token uses in one of them.</param>
internal readonly record struct RoutedExpertShape(int Layers, int Slots)
{
    public static RoutedExpertShape Of(IReadOnlyList<LayerRouting?> routing)
    {
        int[] used = [.. routing.OfType<LayerRouting>().Select(layer => layer.K)];
        return new(used.Length, used.Length == 0 ? 0 : used.Max());
    }
}
