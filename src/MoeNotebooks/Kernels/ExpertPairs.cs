using System.Runtime.InteropServices;

namespace MoeNotebooks.Kernels;

/// <summary>
/// The experts that a step's tokens hit, and room for what they compute: P pairs of token and expert, h hidden size, I
/// inner width.
/// </summary>
internal sealed unsafe class ExpertPairs
{
    private readonly Room<float> _spread = new(); // [N, h]
    private readonly Room<nint> _tokens = new(); // [P], where each pair's token is
    private readonly Room<float> _inner = new(); // [P, I]
    private readonly Room<nint> _inners = new(); // [P], where each pair's inner numbers are

    /// <summary>Prepares the work on them.</summary>
    public ExpertPairs() => (Gated, Down) = (new(this), new(this));

    /// <summary>The first half of the experts hit.</summary>
    public GatedWork Gated { get; }

    /// <summary>Their second half.</summary>
    public DownWork Down { get; }

    /// <summary>How rows are multiplied.</summary>
    public RowProduct Product { get; } = RowProduct.Best;

    /// <summary>The experts hit.</summary>
    public List<HitExpert> Hit { get; } = [];

    /// <summary>h.</summary>
    public int Hidden { get; private set; }

    /// <summary>I.</summary>
    public int Inner { get; private set; }

    /// <summary>[P], the token of each pair: h numbers, spread.</summary>
    public float** X { get; private set; }

    /// <summary>[P], the inner numbers of each pair: I of them, spread.</summary>
    public float** Between { get; private set; }

    /// <summary>[P, h], what each pair gives.</summary>
    public float* Y { get; private set; }

    /// <summary>Takes the tokens; the experts hit come after.</summary>
    /// <param name="x">[N, h], bf16.</param>
    /// <param name="count">N.</param>
    /// <param name="tokens">[P], each pair's token.</param>
    /// <param name="y">[P, h], f32.</param>
    /// <param name="hidden">h.</param>
    /// <param name="inner">I.</param>
    public void Take(ushort* x, int count, ReadOnlySpan<long> tokens, float* y, int hidden, int inner)
    {
        Hit.Clear();
        (Hidden, Inner) = (hidden, inner);
        Y = y;
        var spread = _spread.For(checked(count * hidden));
        for (var n = 0; n < count; n++)
        {
            Product.Spread(x + ((long)n * hidden), spread + ((long)n * hidden), hidden);
        }

        var between = _inner.For(checked(tokens.Length * inner));
        X = (float**)_tokens.For(tokens.Length);
        Between = (float**)_inners.For(tokens.Length);
        for (var p = 0; p < tokens.Length; p++)
        {
            X[p] = spread + (tokens[p] * hidden);
            Between[p] = between + ((long)p * inner);
        }
    }

    /// <summary>Takes an expert, if it is hit.</summary>
    public void Add(in HitExpert expert)
    {
        if (expert.Count > 0)
        {
            Hit.Add(expert);
        }
    }

    /// <summary>The expert of a row, where all experts hit lie one after another with so many rows each.</summary>
    public ref readonly HitExpert Of(int row, int rowsEach) => ref CollectionsMarshal.AsSpan(Hit)[row / rowsEach];
}
