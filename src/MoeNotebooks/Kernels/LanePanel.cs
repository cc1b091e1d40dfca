using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MoeNotebooks.Kernels;

/// <summary>The products of <see cref="PanelProduct"/> with one width of vectors.</summary>
/// <typeparam name="TLanes">The processor's vectors.</typeparam>
/// <typeparam name="TVector">One of them.</typeparam>
internal sealed unsafe class LanePanel<TLanes, TVector> : PanelProduct
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    private const int Line = 32; // bf16 numbers of a cache line
    private readonly LaneProduct<TLanes, TVector> _rows = new();

    public override int Lanes => TLanes.Count;

    public override void Pack(ushort** rows, int tokens, int columns, float* panel)
    {
        var (step, lanes) = (2 * TLanes.Count, TLanes.Count);
        var spread = stackalloc float[step];
        for (var i = 0; i < columns; i += step) // so many columns of all tokens stay in the nearest cache
        {
            var count = Math.Min(step, columns - i);
            for (var n = 0; n < lanes; n++)
            {
                _rows.Spread(rows[Math.Min(n, tokens - 1)] + i, spread, count);
                for (var j = 0; j < count; j++)
                {
                    panel[((i + j) * lanes) + n] = spread[j];
                }
            }
        }
    }

    public override void Run(ushort* w, int rows, float* x, int panels, int columns, float* sums)
    {
        var wide = stackalloc float[Tile * Columns];
        new Span<float>(sums, panels * Tile * TLanes.Count).Clear();
        for (var i = 0; i < columns; i += Columns)
        {
            var count = Math.Min(Columns, columns - i);
            for (var r = 0; r < Tile; r++) // rows that are missing are the last again
            {
                _rows.Spread(w + ((long)Math.Min(r, rows - 1) * columns) + i, wide + (r * Columns), count);
            }

            for (var p = 0; p < panels; p++)
            {
                // Memory is asked, a part of the rows at a time, for what is widened next
                for (var r = p; r < rows; r += panels)
                {
                    Prefetch(w + ((long)r * columns) + i + Columns);
                }

                Multiply(wide, x + ((((long)p * columns) + i) * TLanes.Count), count, sums + (p * Tile * TLanes.Count));
            }
        }
    }

    public override void Gate(float* gate, float* up, float* into) =>
        TLanes.Store(TLanes.Gated(TLanes.Load(gate), TLanes.Load(up)), into);

    /// <summary>
    /// Sixteen rows against a panel, added to their sums: each number of a row is multiplied with L tokens at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* w, float* x, int columns, float* sums)
    {
        var lanes = TLanes.Count;
        TVector y0 = TLanes.Load(sums),
            y1 = TLanes.Load(sums + lanes),
            y2 = TLanes.Load(sums + (2 * lanes)),
            y3 = TLanes.Load(sums + (3 * lanes));
        TVector y4 = TLanes.Load(sums + (4 * lanes)),
            y5 = TLanes.Load(sums + (5 * lanes)),
            y6 = TLanes.Load(sums + (6 * lanes)),
            y7 = TLanes.Load(sums + (7 * lanes));
        TVector y8 = TLanes.Load(sums + (8 * lanes)),
            y9 = TLanes.Load(sums + (9 * lanes)),
            y10 = TLanes.Load(sums + (10 * lanes)),
            y11 = TLanes.Load(sums + (11 * lanes));
        TVector y12 = TLanes.Load(sums + (12 * lanes)),
            y13 = TLanes.Load(sums + (13 * lanes)),
            y14 = TLanes.Load(sums + (14 * lanes)),
            y15 = TLanes.Load(sums + (15 * lanes));
        for (var end = w + columns; w < end; w++, x += TLanes.Count)
        {
            var tokens = TLanes.Load(x);
            y0 = TLanes.MultiplyAdd(TLanes.All(w), tokens, y0);
            y1 = TLanes.MultiplyAdd(TLanes.All(w + Columns), tokens, y1);
            y2 = TLanes.MultiplyAdd(TLanes.All(w + (2 * Columns)), tokens, y2);
            y3 = TLanes.MultiplyAdd(TLanes.All(w + (3 * Columns)), tokens, y3);
            y4 = TLanes.MultiplyAdd(TLanes.All(w + (4 * Columns)), tokens, y4);
            y5 = TLanes.MultiplyAdd(TLanes.All(w + (5 * Columns)), tokens, y5);
            y6 = TLanes.MultiplyAdd(TLanes.All(w + (6 * Columns)), tokens, y6);
            y7 = TLanes.MultiplyAdd(TLanes.All(w + (7 * Columns)), tokens, y7);
            y8 = TLanes.MultiplyAdd(TLanes.All(w + (8 * Columns)), tokens, y8);
            y9 = TLanes.MultiplyAdd(TLanes.All(w + (9 * Columns)), tokens, y9);
            y10 = TLanes.MultiplyAdd(TLanes.All(w + (10 * Columns)), tokens, y10);
            y11 = TLanes.MultiplyAdd(TLanes.All(w + (11 * Columns)), tokens, y11);
            y12 = TLanes.MultiplyAdd(TLanes.All(w + (12 * Columns)), tokens, y12);
            y13 = TLanes.MultiplyAdd(TLanes.All(w + (13 * Columns)), tokens, y13);
            y14 = TLanes.MultiplyAdd(TLanes.All(w + (14 * Columns)), tokens, y14);
            y15 = TLanes.MultiplyAdd(TLanes.All(w + (15 * Columns)), tokens, y15);
        }

        Store(y0, y1, y2, y3, sums);
        Store(y4, y5, y6, y7, sums + (4 * lanes));
        Store(y8, y9, y10, y11, sums + (8 * lanes));
        Store(y12, y13, y14, y15, sums + (12 * lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector y0, TVector y1, TVector y2, TVector y3, float* sums)
    {
        TLanes.Store(y0, sums);
        TLanes.Store(y1, sums + TLanes.Count);
        TLanes.Store(y2, sums + (2 * TLanes.Count));
        TLanes.Store(y3, sums + (3 * TLanes.Count));
    }

    /// <summary>Asks for so many columns; past the end of a weight it asks for nothing that can fail.</summary>
    private static void Prefetch(ushort* w)
    {
        for (var i = 0; Sse.IsSupported && i < Columns; i += Line)
        {
            Sse.Prefetch1(w + i);
        }
    }
}
