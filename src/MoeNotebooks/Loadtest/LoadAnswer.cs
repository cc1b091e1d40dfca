namespace MoeNotebooks.Loadtest;

/// <summary>Tokens of one request, as the engine counted them.</summary>
/// <param name="InputTokens">Of the prompt.</param>
/// <param name="OutputTokens">Of the answer.</param>
/// <param name="CachedTokens">Of the prompt, taken from a prefix cache; <see langword="null"/> where the engine does
/// not say.</param>
internal sealed record LoadAnswer(int InputTokens, int OutputTokens, int? CachedTokens);
