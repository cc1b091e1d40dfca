namespace MoeNotebooks.Routing;

/// <summary>How the number of experts runs over the layers (figure 6 of the paper).</summary>
public enum AllocationShape
{
    /// <summary>The same everywhere.</summary>
    Flat,

    /// <summary>Never falls towards the end.</summary>
    Ascending,

    /// <summary>Never rises towards the end.</summary>
    Descending,

    /// <summary>Rises, then falls.</summary>
    Peak,

    /// <summary>Falls, then rises.</summary>
    Valley,

    /// <summary>Turns more than once.</summary>
    Mixed,
}
