namespace MoeNotebooks.Routing;

/// <summary>How an interpolated number of experts becomes a whole one; the paper does not say which it used.</summary>
public enum AllocationRounding
{
    /// <summary>To the nearest, a half to the even neighbour (Python's <c>round</c>).</summary>
    HalfToEven,

    /// <summary>To the nearest, a half upwards.</summary>
    HalfUp,

    /// <summary>Downwards (<c>int()</c> of a positive number).</summary>
    Down,

    /// <summary>Upwards.</summary>
    Up,
}
