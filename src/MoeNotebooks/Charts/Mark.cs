namespace MoeNotebooks.Charts;

/// <summary>How the points of a series are drawn.</summary>
public enum Mark
{
    /// <summary>As points.</summary>
    Points,

    /// <summary>As a line.</summary>
    Line,

    /// <summary>As points on a thin line.</summary>
    PointsAndLine,

    /// <summary>As bars from zero.</summary>
    Bars,
}
