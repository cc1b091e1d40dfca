namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>How well a model predicts a text. Choices can hide damage that this shows.</summary>
/// <param name="Tokens">Tokens predicted.</param>
/// <param name="Windows">Pieces the text was cut into; each begins without what stands before it.</param>
/// <param name="NegativeLogLikelihood">Mean over tokens, in nats; its standard error is over windows.</param>
/// <param name="Divergence">
/// Mean Kullback-Leibler divergence of the next-token distribution from the full model's, KL(full || policy), in nats
/// per token; <see langword="null"/> where it was not asked for.
/// </param>
internal sealed record TextResult(long Tokens, int Windows, Metric NegativeLogLikelihood, Metric? Divergence)
{
    /// <summary>exp of the mean negative log-likelihood; its standard error by the delta method.</summary>
    public Metric Perplexity
    {
        get
        {
            var value = Math.Exp(NegativeLogLikelihood.Value);
            return new("perplexity", value, value * NegativeLogLikelihood.StandardError);
        }
    }
}
