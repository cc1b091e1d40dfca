namespace MoeNotebooks.Kernels;

/// <summary>Tokens side by side for <see cref="PanelProduct"/>. A row of work is a panel to fill.</summary>
internal sealed unsafe class TokenPanels : RowWork
{
    // Of all panels that a thread fills; less is done sooner than another thread is told
    private const int LeastColumns = 8192;
    private readonly Room<float> _numbers = new(); // [panels, columns, L]
    private readonly Room<nint> _rows = new(); // [N], where each token's numbers are
    private readonly PanelProduct _product = PanelProduct.Best;
    private int _columns;

    /// <summary>N.</summary>
    public int Tokens { get; private set; }

    /// <summary>How many panels they fill.</summary>
    public int Count => _product.Panels(Tokens);

    /// <summary>[panels, columns, L], once <see cref="Fill"/> has filled it.</summary>
    public float* Numbers { get; private set; }

    /// <summary>Room for so many tokens of other work's.</summary>
    public void Take(int tokens, int columns)
    {
        (Tokens, _columns) = (tokens, columns);
        Numbers = _numbers.For(checked(Count * _product.Lanes * columns));
    }

    /// <summary>Fills it with bf16 tokens.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="tokens">Which of them.</param>
    /// <param name="columns">Numbers of each.</param>
    public void Fill(ushort* x, ReadOnlySpan<long> tokens, int columns)
    {
        Take(tokens.Length, columns);
        var rows = _rows.For(tokens.Length);
        for (var n = 0; n < tokens.Length; n++)
        {
            rows[n] = (nint)(x + (tokens[n] * columns));
        }

        ThreadTeam.Shared.Run(this, Count, Math.Max(1, LeastColumns / columns));
    }

    public override void Run(int from, int end)
    {
        var rows = (ushort**)_rows.For(Tokens);
        for (var p = from; p < end; p++)
        {
            var first = p * _product.Lanes;
            _product.Pack(
                rows + first,
                Math.Min(_product.Lanes, Tokens - first),
                _columns,
                Numbers + ((long)first * _columns)
            );
        }
    }
}
