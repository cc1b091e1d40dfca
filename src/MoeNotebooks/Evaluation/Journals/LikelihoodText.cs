using System.Text.Json;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Likelihoods as JSON text that any program can read: <c>[[-12.5,0],[-3.25,1]]</c>, the second number 1 for greedy.</summary>
internal static class LikelihoodText
{
    public static string Write(IReadOnlyList<LikelihoodResult> choices) =>
        JsonSerializer.Serialize(
            [.. choices.Select(choice => new[] { choice.LogLikelihood, choice.IsGreedy ? 1 : 0 })], JournalJson.Canonical.DoubleArrayArray);

    /// <exception cref="JsonException">The text is none of <see cref="Write"/>'s.</exception>
    public static IReadOnlyList<LikelihoodResult> Read(string text)
    {
        var pairs = JsonSerializer.Deserialize(text, JournalJson.Canonical.DoubleArrayArray) ?? throw new JsonException("null");
        return [.. pairs.Select(pair => pair is [var likelihood, 0 or 1]
            ? new LikelihoodResult(likelihood, pair[1] == 1)
            : throw new JsonException("not a pair of log-likelihood and 0 or 1"))];
    }
}
