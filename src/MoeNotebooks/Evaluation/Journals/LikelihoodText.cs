using System.Text.Json;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>
/// Likelihoods as JSON text that any program can read: <c>[[-12.5,0],[-3.25,1]]</c>, the second number 1 for greedy,
/// null for unknown.
/// </summary>
internal static class LikelihoodText
{
    public static string Write(IReadOnlyList<LikelihoodResult> choices) =>
        JsonSerializer.Serialize(
            [
                .. choices.Select(choice =>
                    new double?[] { choice.LogLikelihood, choice.IsGreedy is { } greedy ? (greedy ? 1 : 0) : null }
                ),
            ],
            JournalJson.Canonical.NullableDoubleArrayArray
        );

    /// <exception cref="JsonException">The text is none of <see cref="Write"/>'s.</exception>
    public static IReadOnlyList<LikelihoodResult> Read(string text)
    {
        var pairs = JsonSerializer.Deserialize(text, JournalJson.Canonical.NullableDoubleArrayArray)
            ?? throw new JsonException("null");
        return
        [
            .. pairs.Select(pair =>
                pair is [{ } likelihood, 0 or 1 or null]
                    ? new LikelihoodResult(likelihood, pair[1] is { } greedy ? greedy == 1 : null)
                    : throw new JsonException("not a pair of log-likelihood and 0, 1 or null")
            ),
        ];
    }
}
