using MoeNotebooks.Routing;

namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// A served model's decode step that uses the same shares of its experts as the tokens of another, smaller model used
/// of theirs.
/// </summary>
/// <param name="Served">The model whose step is predicted.</param>
/// <param name="Rule">The router of the model whose experts were counted.</param>
/// <param name="Requests">Requests that the served model decodes together.</param>
public sealed record ScaledStep(ServedModel Served, RouterRule Rule, int Requests)
{
    /// <summary>
    /// Tokens of the counted model that make a step as full as the served one's: used evenly, B tokens touch 1 - (1 -
    /// K/E)^B of the experts, so that a model which uses a larger share of its experts per token needs fewer tokens for
    /// the same share of them.
    /// </summary>
    public int Tokens =>
        Math.Max(
            1,
            (int)
                Math.Round(
                    Requests * Untouched(Served.TrainedTopK, Served.Experts) / Untouched(Rule.TrainedTopK, Rule.Experts)
                )
        );

    /// <summary>Predicts the step.</summary>
    /// <param name="perToken">Experts per token of the counted model, the mean over its MoE layers.</param>
    /// <param name="distinct">Its distinct experts in a step of <see cref="Tokens"/> tokens, the mean over steps and
    /// layers.</param>
    /// <param name="kept">Its experts that are kept in a layer; <see langword="null"/> for all.</param>
    public DecodeForecast Of(double perToken, double distinct, double? kept = null)
    {
        var left = (int)
            Math.Max(Served.TrainedTopK, Math.Round(Served.Experts * (kept ?? Rule.Experts) / Rule.Experts));
        return DecodeForecast.Of(
            Served,
            [
                new(left, Math.Min(Served.TrainedTopK, left), Served.MoeLayers)
                {
                    PerToken = Served.TrainedTopK * perToken / Rule.TrainedTopK,
                    Distinct = Math.Min(left, Served.Experts * distinct / Rule.Experts),
                },
            ],
            Requests
        );
    }

    /// <summary>The logarithm of the share of experts that one token leaves alone.</summary>
    private static double Untouched(int used, int of) => Math.Log(1 - ((double)used / of));
}
