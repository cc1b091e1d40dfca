namespace MoeNotebooks.Kernels;

/// <summary>
/// One expert with many tokens, in panels: equation 1, as <see cref="GatedWork"/> and <see cref="DownWork"/> for few. A
/// row is one i of its inner width.
/// </summary>
internal sealed unsafe class PanelExpert : PanelWork
{
    private readonly PanelLinear _down = new();
    private readonly RowProduct _places = RowProduct.Best;
    private HitExpert _expert;
    private int _hidden;
    private int _inner;

    /// <summary>Computes the expert on its tokens, some at a time.</summary>
    /// <param name="expert">The expert.</param>
    /// <param name="x">[..., h], bf16.</param>
    /// <param name="tokens">Each of its pairs' token.</param>
    /// <param name="y">[pairs, h], f32.</param>
    /// <param name="hidden">h.</param>
    /// <param name="inner">I.</param>
    public void Run(in HitExpert expert, ushort* x, ReadOnlySpan<long> tokens, float* y, int hidden, int inner)
    {
        (_expert, _hidden, _inner) = (expert, hidden, inner);
        for (var start = 0; start < tokens.Length; start += PanelProduct.MostTokens)
        {
            var some = tokens.Slice(start, Math.Min(PanelProduct.MostTokens, tokens.Length - start));
            X.Fill(x, some, hidden);
            _down.X.Take(some.Length, inner);
            ThreadTeam.Shared.Run(this, inner, Least(hidden));
            _down.Multiply((ushort*)expert.Down, null, y + ((long)start * hidden), null, hidden, inner);
        }
    }

    public override void Run(int from, int end)
    {
        var gate = stackalloc float[Sums(X.Count)];
        var up = stackalloc float[Sums(X.Count)];
        for (var i = from; i < end; i += PanelProduct.Tile)
        {
            var rows = Math.Min(PanelProduct.Tile, end - i);
            Product.Run((ushort*)_expert.Gate + ((long)i * _hidden), rows, X.Numbers, X.Count, _hidden, gate);
            Product.Run((ushort*)_expert.Up + ((long)i * _hidden), rows, X.Numbers, X.Count, _hidden, up);
            for (var p = 0; p < X.Count; p++)
            {
                for (var r = 0; r < rows; r++)
                {
                    Product.Gate(
                        Of(gate, p, r),
                        Of(up, p, r),
                        _down.X.Numbers + ((((long)p * _inner) + _places.Place(i + r, _inner)) * Product.Lanes)
                    );
                }
            }
        }
    }
}
