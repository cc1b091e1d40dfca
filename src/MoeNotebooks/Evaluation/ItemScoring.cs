using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Evaluation;

/// <summary>lm-eval's metrics of one item.</summary>
public static class ItemScoring
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
            ArgMax(likelihoods) == item.Gold ? 1 : 0,
            lengthNormalised ? (ArgMax(perCharacter) == item.Gold ? 1 : 0) : null) { Cluster = item.Cluster };
    }

    /// <summary>numpy's argmax: the first of the largest; the first NaN where there is one.</summary>
    /// <param name="values">At least one value.</param>
    public static int ArgMax(ReadOnlySpan<double> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length && !double.IsNaN(values[best]); i++)
        {
            if (values[i] > values[best] || double.IsNaN(values[i]))
            {
                best = i;
            }
        }

        return best;
    }
}
