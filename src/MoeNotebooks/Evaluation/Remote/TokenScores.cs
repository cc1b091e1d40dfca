namespace MoeNotebooks.Evaluation.Remote;

/// <summary>What an engine says of a prompt's tokens, from the second on.</summary>
/// <param name="LogLikelihoods">[tokens], in nats; <see langword="null"/> where the engine gave none, as it does for the first.</param>
/// <param name="Best">[tokens], of the likeliest token at that place; <see langword="null"/> where unknown.</param>
internal sealed record TokenScores(double?[] LogLikelihoods, double?[] Best);
