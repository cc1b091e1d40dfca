namespace MoeNotebooks.Evaluation.Journals;

/// <summary>One question's answer as the journal keeps it; a failure is kept too, and is not an answer.</summary>
/// <param name="Item">Digest of the question (<see cref="ItemDigest"/>).</param>
/// <param name="Index">Its place in the evaluated split, from 0.</param>
/// <param name="Choices">The likelihood of each choice; empty for a failure.</param>
/// <param name="Accuracy">1 where the likeliest choice is right, else 0; <see langword="null"/> for a failure.</param>
/// <param name="AccuracyNorm">The same by likelihood per code point; <see langword="null"/> where there is no such
/// metric.</param>
/// <param name="Failure">Why there is no answer; <see langword="null"/> if there is one.</param>
public sealed record StoredAnswer(
    string Item,
    int Index,
    IReadOnlyList<LikelihoodResult> Choices,
    double? Accuracy,
    double? AccuracyNorm = null,
    string? Failure = null
)
{
    /// <summary>The failure of a question one of whose likelihoods is NaN.</summary>
    internal const string NotANumber = "the score is not a number";

    /// <summary>Whether there is an answer.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>The answer of an evaluated item; a failure where its score is not a number.</summary>
    /// <param name="item">Digest of the question.</param>
    /// <param name="result">How it was answered.</param>
    public static StoredAnswer From(string item, ItemResult result) =>
        double.IsNaN(result.Accuracy)
            ? new(item, result.Index, [], null, Failure: NotANumber)
            : new(
                item,
                result.Index,
                result.Choices,
                result.Accuracy,
                result.AccuracyNorm is { } norm && !double.IsNaN(norm) ? norm : null
            );

    /// <summary>The answer as an evaluated item.</summary>
    /// <param name="item">The item as it is now: its place in the split and what it is about.</param>
    /// <exception cref="InvalidOperationException">It is a failure.</exception>
    public ItemResult ToItemResult(EvaluationItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Succeeded
            ? new(item.Index, Choices, Accuracy!.Value, AccuracyNorm) { Cluster = item.Cluster, Gold = item.Gold }
            : throw new InvalidOperationException("a failure is not an answer");
    }

    /// <summary>
    /// Whether two computations of one question agree, up to what batch shape and rounding do in 16 bits.
    /// </summary>
    /// <param name="other">The other computation.</param>
    internal bool Agrees(StoredAnswer other) =>
        Choices.Count == other.Choices.Count
        && Choices.Zip(other.Choices).All(pair => Close(pair.First.LogLikelihood, pair.Second.LogLikelihood));

    private static bool Close(double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 0.05 + (0.01 * Math.Abs(a));
}
