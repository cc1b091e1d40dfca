using System.Runtime.InteropServices;

namespace MoeNotebooks.Training.Model;

/// <summary>DeepSeek-V3's balance without a loss: after each step the bias of an expert that was chosen too often falls, that of another rises.</summary>
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
            var values = MemoryMarshal.Cast<byte, float>(bias.bytes);
            var mean = shards.Sum(use => use.Counts[layer].Sum()) / (double)values.Length;
            for (var e = 0; e < values.Length; e++)
            {
                values[e] += (float)(rate * Math.Sign(mean - shards.Sum(use => use.Counts[layer][e])));
            }
        }
    }
}
