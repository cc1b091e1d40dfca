namespace MoeNotebooks.Evaluation;

/// <summary>What is taken from an answer when models are compared; more is better in each.</summary>
public enum Measure
{
    /// <summary>1 for a right answer, 0 for a wrong one.</summary>
    Accuracy,

    /// <summary>The log-likelihood of the right answer, in nats: its negative is the loss that training lowers. It sees
    /// every model's doubt, where accuracy sees only which side of a line an answer falls on.</summary>
    LogLikelihood,

    /// <summary>
    /// The log-likelihood of the right answer less that of the best wrong one, in nats: above 0 where the answer is
    /// right, but for ties.
    /// </summary>
    Margin,
}
