namespace MoeNotebooks.Evaluation;

/// <summary>The answer to a <see cref="LikelihoodRequest"/>.</summary>
/// <param name="LogLikelihood">Sum over the continuation's tokens of the natural logarithm of their probability, in
/// nats.</param>
/// <param name="IsGreedy">Whether every token of the continuation is the most likely one at its place;
/// <see langword="null"/> where an engine does not say.</param>
public readonly record struct LikelihoodResult(double LogLikelihood, bool? IsGreedy);
