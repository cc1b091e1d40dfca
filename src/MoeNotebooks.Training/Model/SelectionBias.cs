using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>
/// DeepSeek-V3's balance without a loss: after each step the bias of an expert that was chosen too often falls, that of
/// another rises.
/// </summary>
internal static class SelectionBias
{
    /// <summary>Moves the biases of a sigmoid model; a softmax model has none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shards">What its routers did, part by part.</param>
    /// <param name="rate">How far.</param>
    public static void Move(MiniModel model, IReadOnlyList<RouterUse> shards, double rate)
    {
        foreach (var (layer, bias) in model.SelectionBias)
        {
            using var scope = NewDisposeScope();
            var counts = shards.Select(use => use.Counts[layer]).Aggregate((a, b) => a.Plus(b));
            bias.Add_(counts.mean().Minus(counts).sign().Times(rate));
        }
    }
}
