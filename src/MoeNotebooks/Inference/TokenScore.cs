namespace MoeNotebooks.Inference;

/// <summary>A token and how likely it was.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">Of the model at temperature 1, in nats.</param>
public readonly record struct TokenScore(int Id, double LogProbability);
