namespace MoeNotebooks.Pruning;

/// <summary>What a model does where one of its layers uses fewer experts per token, on some tokens of text.</summary>
/// <param name="Layer">The decoder layer.</param>
/// <param name="K">Experts per token there.</param>
/// <param name="Divergence">How far the next-token distribution moves from the full model's: the Kullback-Leibler
/// divergence per token, in nats.</param>
/// <param name="Loss">How much worse the text's next tokens are predicted: nats per token more than by the full
/// model.</param>
public sealed record SkippedLayer(int Layer, int K, double Divergence, double Loss);
