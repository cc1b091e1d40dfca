namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>What may be claimed of a model against its baseline.</summary>
public enum Verdict
{
    /// <summary>The difference may be chance; which is not to say that there is none.</summary>
    Indistinguishable,

    /// <summary>Better than the baseline, after correction for the number tried.</summary>
    Better,

    /// <summary>Worse than the baseline, after correction for the number tried.</summary>
    Worse,
}
