using System.Numerics.Tensors;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Inference;

/// <summary>Chooses the next token from scores.</summary>
public static class Sampler
{
    /// <summary>The token with the highest score; of equal ones the first.</summary>
    /// <param name="logits">[V] scores.</param>
    /// <exception cref="MoeDataException">A score is not a number, or all are -inf.</exception>
    public static int Greedy(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.IndexOfMax(logits);
        return best >= 0 && logits[best] > float.NegativeInfinity
            ? best
            : throw NotNumbers();
    }

    /// <summary>The error where scores are not numbers, or all -inf.</summary>
    internal static MoeDataException NotNumbers() =>
        new("logits", "next token", "are not numbers, or all -inf", "The checkpoint may hold NaN: run 'moe doctor' on it");

    /// <summary>A token drawn with probability softmax(scores / temperature).</summary>
    /// <param name="logits">[V] scores.</param>
    /// <param name="temperature">From 0 on; 0 is <see cref="Greedy"/>.</param>
    /// <param name="chance">A number from 0 to below 1 at each call.</param>
    /// <exception cref="MoeDataException">A score is not a number, or all are -inf.</exception>
    public static int Draw(ReadOnlySpan<float> logits, double temperature, Func<double> chance)
    {
        var best = Greedy(logits);
        if (temperature == 0 || float.IsPositiveInfinity(logits[best]))
        {
            return best;
        }

        var weights = new double[logits.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(((double)logits[i] - logits[best]) / temperature);
        }

        var left = chance() * TensorPrimitives.Sum<double>(weights);
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return best;
    }
}
