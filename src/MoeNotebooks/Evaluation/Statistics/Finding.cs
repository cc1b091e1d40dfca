namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>What may be claimed of a model against its baseline.</summary>
public enum Finding
{
    /// <summary>Neither a difference nor its absence was shown: it may be chance, or too few questions.</summary>
    Undecided,

    /// <summary>Better than the baseline, after correction for the number tried.</summary>
    Better,

    /// <summary>Worse than the baseline, after correction for the number tried.</summary>
    Worse,

    /// <summary>
    /// No difference was shown, and the whole corrected interval says: not worse by as much as the margin.
    /// </summary>
    NonInferior,
}
