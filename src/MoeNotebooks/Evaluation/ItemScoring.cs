using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Evaluation;

/// <summary>lm-eval's metrics of one item.</summary>
internal static class ItemScoring
{
    /// <summary>acc and acc_norm from the choices' likelihoods.</summary>
    /// <param name="item">The question.</param>
    /// <param name="choices">One likelihood per choice.</param>
    /// <param name="lengthNormalised">Whether acc_norm is wanted.</param>
    public static ItemResult Score(EvaluationItem item, IReadOnlyList<LikelihoodResult> choices, bool lengthNormalised)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(choices);
        double[] likelihoods = [.. choices.Select(choice => choice.LogLikelihood)];
        double[] perCharacter = [.. likelihoods.Select((value, i) => value / PythonText.Length(item.Choices[i]))];
        return new(
            item.Index,
            choices,
            Right(likelihoods, item.Gold),
            lengthNormalised ? Right(perCharacter, item.Gold) : null
        )
        {
            Cluster = item.Cluster,
            Gold = item.Gold,
        };
    }

    /// <summary>
    /// The first of the largest, as numpy's argmax has it. What is impossible is never chosen: -1 where every value is
    /// -Infinity.
    /// </summary>
    /// <param name="values">The values, none of them NaN.</param>
    public static int ArgMax(ReadOnlySpan<double> values)
    {
        var best = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] > (best < 0 ? double.NegativeInfinity : values[best]))
            {
                best = i;
            }
        }

        return best;
    }

    // A likelihood that is not a number answers nothing, and no mean has it.
    private static double Right(double[] values, int gold) =>
        values.Any(double.IsNaN) ? double.NaN
        : ArgMax(values) == gold ? 1
        : 0;
}
