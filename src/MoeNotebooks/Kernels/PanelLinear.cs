namespace MoeNotebooks.Kernels;

/// <summary>
/// y[n, o] = Σ over i of W[o, i] · x[n, i], plus b[o], as <see cref="LinearWork"/>, of many tokens in panels; y is f32
/// or bf16. A row is one o.
/// </summary>
internal sealed unsafe class PanelLinear : PanelWork
{
    private ushort* _w;
    private ushort* _bias;
    private float* _y;
    private ushort* _rounded;
    private int _rows;
    private int _columns;

    /// <summary>Multiplies the tokens that are in <see cref="PanelWork.X"/>.</summary>
    /// <param name="w">[O, I].</param>
    /// <param name="bias">[O]; null for none.</param>
    /// <param name="y">[N, O], f32; null where rounded.</param>
    /// <param name="rounded">[N, O], bf16; null where not.</param>
    /// <param name="rows">O.</param>
    /// <param name="columns">I.</param>
    public void Multiply(ushort* w, ushort* bias, float* y, ushort* rounded, int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        _w = w;
        _bias = bias;
        _y = y;
        _rounded = rounded;
        ThreadTeam.Shared.Run(this, rows, Least(columns));
    }

    public override void Run(int from, int end)
    {
        var sums = stackalloc float[Sums(X.Count)];
        for (var o = from; o < end; o += PanelProduct.Tile)
        {
            var rows = Math.Min(PanelProduct.Tile, end - o);
            Product.Run(_w + ((long)o * _columns), rows, X.Numbers, X.Count, _columns, sums);
            for (var n = 0; n < X.Tokens; n++)
            {
                Store(n, o, rows, Of(sums, n / Product.Lanes, 0) + (n % Product.Lanes));
            }
        }
    }

    private void Store(int n, int o, int rows, float* sums)
    {
        var at = ((long)n * _rows) + o;
        for (var r = 0; r < rows; r++)
        {
            var sum = sums[r * Product.Lanes] + (_bias is null ? 0 : Bf16.ToSingle(_bias[o + r]));
            if (_rounded is null)
            {
                _y[at + r] = sum;
            }
            else
            {
                _rounded[at + r] = Bf16.Round(sum);
            }
        }
    }
}
