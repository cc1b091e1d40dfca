namespace MoeNotebooks.Kernels;

/// <summary>
/// y[n, o] = Σ over i of W[o, i] · x[n, i], plus b[o]: N tokens, O rows of the weight, I columns. All bf16; sums f32,
/// rounded once.
/// </summary>
internal sealed unsafe class LinearWork : RowWork
{
    private readonly RowProduct _product = RowProduct.Best;
    private readonly Room<float> _spread = new(); // [N, I]
    private readonly Room<nint> _tokens = new(); // [N], where each token's numbers are
    private ushort* _w;
    private ushort* _bias;
    private ushort* _y;
    private float** _x;
    private int _n;
    private int _rows;
    private int _columns;

    /// <summary>Takes what is to be multiplied.</summary>
    /// <param name="x">[N, I].</param>
    /// <param name="w">[O, I].</param>
    /// <param name="bias">[O]; null for none.</param>
    /// <param name="y">[N, O].</param>
    /// <param name="tokens">N.</param>
    /// <param name="rows">O.</param>
    /// <param name="columns">I.</param>
    public void Take(ushort* x, ushort* w, ushort* bias, ushort* y, int tokens, int rows, int columns)
    {
        (_n, _rows, _columns) = (tokens, rows, columns);
        _w = w;
        _bias = bias;
        _y = y;
        var spread = _spread.For(checked(tokens * columns));
        _x = (float**)_tokens.For(tokens);
        for (var n = 0; n < tokens; n++)
        {
            _x[n] = spread + ((long)n * columns);
            _product.Spread(x + ((long)n * columns), _x[n], columns);
        }
    }

    public override void Run(int from, int end)
    {
        var room = RowProduct.Room(_n);
        var sums = stackalloc float[RowProduct.Tile * room];
        for (var o = from; o < end; o += RowProduct.Tile)
        {
            var rows = Math.Min(RowProduct.Tile, end - o);
            _product.Run(_w + ((long)o * _columns), rows, _x, _n, _columns, sums);
            for (var r = 0; r < rows; r++)
            {
                Store(o + r, sums + (r * room));
            }
        }
    }

    private void Store(int o, float* sums)
    {
        var bias = _bias is null ? 0 : Bf16.ToSingle(_bias[o]);
        for (var n = 0; n < _n; n++)
        {
            _y[((long)n * _rows) + o] = Bf16.Round(sums[n] + bias);
        }
    }
}
