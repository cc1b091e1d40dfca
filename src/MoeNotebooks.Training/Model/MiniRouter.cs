using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// Chooses and weighs experts as DeepSeek-V2's or V3's router does; gradients flow through the weights, never through
/// the choice.
/// </summary>
internal static class MiniRouter
{
    /// <summary>Scores [T, E], the chosen experts [T, k] and their weights [T, k], scaled.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="logits">[T, E].</param>
    public static (Tensor Scores, Tensor Chosen, Tensor Weight) Choose(MiniModel model, int layer, Tensor logits)
    {
        var c = model.Config;
        if (c.Router == MiniRouterKind.Softmax)
        {
            var scores = logits.softmax(1);
            var (best, chosen) = scores.topk(c.TopK, 1);
            return (scores, chosen, best.Times(c.RoutedScale));
        }

        var sigmoid = logits.sigmoid();
        var picked = InBestGroups(c, sigmoid.detach().Plus(model.SelectionBias[layer])).topk(c.TopK, 1).indexes;
        var taken = sigmoid.gather(1, picked);
        return (sigmoid, picked, (taken / taken.sum(1, keepdim: true)).Times(c.RoutedScale));
    }

    // -inf outside the groups whose two best experts sum to most
    private static Tensor InBestGroups(MiniModelConfig c, Tensor selection)
    {
        var grouped = selection.view(-1, c.Groups, c.Experts / c.Groups); // [T, G, E/G]
        var best = grouped.topk(Math.Min(2, c.Experts / c.Groups), -1).values.sum(-1).topk(c.TopGroups, 1).indexes; // [T, TopGroups]
        var outside = ones([grouped.shape[0], c.Groups], ScalarType.Bool, selection.device)
            .scatter_(1, best, zeros_like(best, ScalarType.Bool));
        return grouped.masked_fill(outside.unsqueeze(-1), Held.MinusInfinity).view(-1, c.Experts);
    }
}
