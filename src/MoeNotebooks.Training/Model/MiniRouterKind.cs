namespace MoeNotebooks.Training.Model;

/// <summary>How experts are chosen and weighed.</summary>
public enum MiniRouterKind
{
    /// <summary>DeepSeek-V2's: a softmax over all experts, the best k, their probabilities as weights.</summary>
    Softmax,

    /// <summary>
    /// DeepSeek-V3's: sigmoids, chosen by score plus bias within the best groups, weights divided by their sum.
    /// </summary>
    Sigmoid,
}
