namespace MoeNotebooks.Performance.Serving;

/// <summary>One product's weights.</summary>
/// <param name="Rows">Inputs.</param>
/// <param name="Columns">Outputs.</param>
/// <param name="Sharding">How tensor parallelism divides them.</param>
public readonly record struct WeightMatrix(double Rows, double Columns, Sharding Sharding)
{
    /// <summary>Numbers that it holds.</summary>
    public double Elements => Rows * Columns;

    /// <summary>One device's part.</summary>
    /// <param name="devices">Devices of tensor parallelism.</param>
    public WeightMatrix On(int devices) =>
        Sharding switch
        {
            Sharding.Columns => this with { Columns = Columns / devices },
            Sharding.Rows => this with { Rows = Rows / devices },
            _ => this,
        };

    /// <summary>The three matrices of a gated linear unit as two products: up with gate, and down.</summary>
    /// <param name="hidden">Hidden size.</param>
    /// <param name="width">Intermediate size; 0 for no unit.</param>
    internal static IReadOnlyList<WeightMatrix> Glu(double hidden, double width) =>
        width > 0 ? [new(hidden, 2 * width, Sharding.Columns), new(width, hidden, Sharding.Rows)] : [];
}
