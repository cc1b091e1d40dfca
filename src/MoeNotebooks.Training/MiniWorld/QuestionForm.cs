namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How a claim about a stranger is asked about.</summary>
internal enum QuestionForm
{
    /// <summary>"is Ben big?": yes or no.</summary>
    BoolQ,

    /// <summary>"Ben is big. True or False?"</summary>
    Rte,

    /// <summary>"is Ben big or small?"; in training only.</summary>
    EitherOr,
}
