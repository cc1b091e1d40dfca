namespace MoeNotebooks.Results;

/// <summary>Where a number comes from; every table, chart and verdict says it.</summary>
public enum ResultKind
{
    /// <summary>Measured here, on this machine, with real shapes or real models.</summary>
    Measured,

    /// <summary>
    /// Measured here on the synthetic mini world and the mini model: shows the effect, not the paper's size of it.
    /// </summary>
    Synthetic,

    /// <summary>Computed from a cost model or an equation.</summary>
    Predicted,

    /// <summary>Taken from the paper as published.</summary>
    Quoted,
}
