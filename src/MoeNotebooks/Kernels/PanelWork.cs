namespace MoeNotebooks.Kernels;

/// <summary>Rows of a bf16 weight against panels of tokens.</summary>
internal abstract unsafe class PanelWork : RowWork
{
    private const long LeastProducts = 1 << 20; // a thread's share; less is done sooner than another thread is told

    /// <summary>How rows are multiplied.</summary>
    protected static PanelProduct Product => PanelProduct.Best;

    /// <summary>The tokens.</summary>
    public TokenPanels X { get; } = new();

    /// <summary>Rows that are worth a thread's while.</summary>
    protected int Least(int columns) => (int)Math.Max(PanelProduct.Tile, LeastProducts / ((long)columns * X.Tokens));

    /// <summary>Numbers of sums of a tile: [panels, tile, L].</summary>
    protected static int Sums(int panels) => panels * PanelProduct.Tile * Product.Lanes;

    /// <summary>A row's sums over all tokens of a panel.</summary>
    protected static float* Of(float* sums, int panel, int row) =>
        sums + (((panel * PanelProduct.Tile) + row) * Product.Lanes);
}
