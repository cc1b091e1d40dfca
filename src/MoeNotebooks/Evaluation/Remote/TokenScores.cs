namespace MoeNotebooks.Evaluation.Remote;

/// <summary>What an engine says of a prompt's tokens, from the second on.</summary>
/// <param name="LogLikelihoods">[tokens], in nats; <see langword="null"/> where the engine gave none, as it does for
/// the first.</param>
/// <param name="Best">[tokens], of the likeliest token at that place; <see langword="null"/> where unknown.</param>
internal sealed record TokenScores(double?[] LogLikelihoods, double?[] Best)
{
    private const double Rounding = 1e-5; // an engine's log-softmax may end a hair above 0

    /// <summary>Why these cannot be log-likelihoods; <see langword="null"/> where they can.</summary>
    public string? Problem
    {
        get
        {
            var given = LogLikelihoods.Skip(1).OfType<double>().ToArray();
            return given.Any(value => value > Rounding) ? $"gives a log-likelihood of {given.Max():R}, above 0"
                : given.Length > 1 && given.All(value => value == 0)
                    ? $"gives 0 for all {given.Length} tokens, as if each were certain"
                : null;
        }
    }
}
