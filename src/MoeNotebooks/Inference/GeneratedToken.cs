namespace MoeNotebooks.Inference;

/// <summary>A new token.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Of the model at temperature 1, in nats; <see langword="null"/> where it was not asked
/// for.</param>
/// <param name="Likeliest">The likeliest tokens at its place, best first; <see langword="null"/> where they were not
/// asked for.</param>
/// <param name="Finish">Why the generation ended, with its last token; else <see langword="null"/>.</param>
public readonly record struct GeneratedToken(
    int Id,
    double? LogProbability = null,
    IReadOnlyList<TokenScore>? Likeliest = null,
    FinishReason? Finish = null
);
