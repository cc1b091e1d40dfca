namespace MoeNotebooks.Evaluation;

/// <summary>One request as text, before tokenisation.</summary>
/// <param name="Context">What stands before: few-shot examples and the question.</param>
/// <param name="Continuation">What is scored, with the space before it.</param>
public sealed record PromptPair(string Context, string Continuation);
