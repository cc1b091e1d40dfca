using System.Buffers;
using System.Numerics.Tensors;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Inference;

/// <summary>Chooses the next token from scores.</summary>
internal static class Sampler
{
    /// <summary>The token with the highest score; of equal ones the first.</summary>
    /// <param name="logits">[V] scores.</param>
    /// <exception cref="MoeDataException">A score is not a number, or all are -inf.</exception>
    public static int Greedy(ReadOnlySpan<float> logits)
    {
        var best = TensorPrimitives.IndexOfMax(logits);
        return best >= 0 && logits[best] > float.NegativeInfinity ? best : throw NotNumbers();
    }

    /// <summary>The error where scores are not numbers, or all -inf.</summary>
    internal static MoeDataException NotNumbers() =>
        new(
            "logits",
            "next token",
            "are not numbers, or all -inf",
            "The checkpoint may hold NaN: run 'moe doctor' on it"
        );

    /// <summary>A token drawn with probability softmax(scores / temperature).</summary>
    /// <param name="logits">[V] scores.</param>
    /// <param name="temperature">From 0 on; 0 is <see cref="Greedy"/>.</param>
    /// <param name="chance">A number from 0 to below 1 at each call.</param>
    /// <exception cref="MoeDataException">A score is not a number, or all are -inf.</exception>
    public static int Draw(ReadOnlySpan<float> logits, double temperature, Func<double> chance) =>
        Draw(logits, temperature, 1, chance);

    /// <summary>The same from the likeliest tokens only (nucleus sampling, arXiv 1904.09751).</summary>
    /// <param name="logits">[V] scores.</param>
    /// <param name="temperature">From 0 on; 0 is <see cref="Greedy"/>.</param>
    /// <param name="topP">The least probability that the tokens drawn from have together; 1 for all tokens. The
    /// likeliest always stays.</param>
    /// <param name="chance">A number from 0 to below 1 at each call.</param>
    /// <exception cref="MoeDataException">A score is not a number, or all are -inf.</exception>
    public static int Draw(ReadOnlySpan<float> logits, double temperature, double topP, Func<double> chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var best = Greedy(logits);
        if (temperature == 0 || float.IsPositiveInfinity(logits[best]))
        {
            return best;
        }

        var rented = ArrayPool<double>.Shared.Rent(logits.Length);
        try
        {
            var weights = rented.AsSpan(0, logits.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = Math.Exp(((double)logits[i] - logits[best]) / temperature);
            }

            if (topP < 1)
            {
                KeepNucleus(weights, topP);
            }

            return Place(weights, chance()) ?? best;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    /// <summary>Where a share of the sum of weights is reached; nowhere if rounding ate it.</summary>
    private static int? Place(ReadOnlySpan<double> weights, double share)
    {
        var left = share * TensorPrimitives.Sum(weights);
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>
    /// Sets to 0 what lies outside the fewest heaviest that weigh enough; of equal weights at the limit all stay.
    /// </summary>
    private static void KeepNucleus(Span<double> weights, double topP)
    {
        var sorted = ArrayPool<double>.Shared.Rent(weights.Length);
        var heaviest = sorted.AsSpan(0, weights.Length);
        weights.CopyTo(heaviest);
        heaviest.Sort();
        var (enough, sum, i) = (topP * TensorPrimitives.Sum<double>(weights), 0.0, weights.Length);
        while (i > 0 && sum < enough)
        {
            sum += heaviest[--i];
        }

        var least = heaviest[i];
        ArrayPool<double>.Shared.Return(sorted);
        foreach (ref var weight in weights)
        {
            weight = weight < least ? 0 : weight;
        }
    }
}
