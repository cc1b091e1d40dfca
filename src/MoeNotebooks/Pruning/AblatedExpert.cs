namespace MoeNotebooks.Pruning;

/// <summary>What a model does without one of its experts, on some tokens of text.</summary>
/// <param name="Layer">The decoder layer.</param>
/// <param name="Expert">The expert that is left out; the router gives its tokens others.</param>
/// <param name="UsedPercent">Tokens that used it, of all.</param>
/// <param name="Divergence">How far the next-token distribution moves from the full model's: the Kullback-Leibler
/// divergence per token, in nats.</param>
/// <param name="Loss">How much worse the text's next tokens are predicted: nats per token more than by the full
/// model.</param>
public sealed record AblatedExpert(int Layer, int Expert, double UsedPercent, double Divergence, double Loss);
