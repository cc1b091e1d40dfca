namespace MoeNotebooks.Performance.Serving;

/// <summary>Which side of a weight matrix tensor parallelism divides among the devices.</summary>
public enum Sharding
{
    /// <summary>None: every device holds and reads all of it.</summary>
    Whole,

    /// <summary>The outputs.</summary>
    Columns,

    /// <summary>The inputs; the devices' results are added.</summary>
    Rows,
}
