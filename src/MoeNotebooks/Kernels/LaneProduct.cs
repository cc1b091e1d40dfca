using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MoeNotebooks.Kernels;

/// <summary>The products of <see cref="RowProduct"/> with one width of vectors.</summary>
/// <typeparam name="TLanes">The processor's vectors.</typeparam>
/// <typeparam name="TVector">One of them.</typeparam>
internal sealed unsafe class LaneProduct<TLanes, TVector> : RowProduct
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>
    /// How far ahead of its sum a row is asked for, in numbers: enough for memory to answer meanwhile.
    /// </summary>
    private const int Ahead = 2048;

    /// <summary>The same in blocks of rows.</summary>
    private const int AheadBlocks = 2;

    protected override int Lanes => TLanes.Count;

    public override void Spread(ushort* x, float* into, int columns)
    {
        var (step, i) = (2 * TLanes.Count, 0);
        for (; i <= columns - step; i += step)
        {
            TLanes.Widen(x + i, out var even, out var odd);
            TLanes.Store(even, into + i);
            TLanes.Store(odd, into + i + TLanes.Count);
        }

        for (; i < columns; i++)
        {
            into[i] = Bf16.ToSingle(x[i]);
        }
    }

    // A model's first token comes too soon for the compiler to have seen that this is hot
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override float One(ushort* w, float* x, int columns)
    {
        var step = 2 * TLanes.Count;
        TVector even = default,
            odd = default;
        var i = 0;
        for (; i <= columns - step; i += step)
        {
            Prefetch(w + i + Ahead);
            TLanes.Widen(w + i, out var wEven, out var wOdd);
            even = TLanes.MultiplyAdd(wEven, TLanes.Load(x + i), even);
            odd = TLanes.MultiplyAdd(wOdd, TLanes.Load(x + i + TLanes.Count), odd);
        }

        var sum = TLanes.Sum(TLanes.Add(even, odd));
        return i < columns ? sum + Rest(w, x, i, columns) : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Sixteen(
        ushort* w0,
        ushort* w1,
        ushort* w2,
        ushort* w3,
        float* x0,
        float* x1,
        float* x2,
        float* x3,
        int columns,
        float* sums,
        int room
    )
    {
        TVector y00 = default,
            y01 = default,
            y02 = default,
            y03 = default;
        TVector y10 = default,
            y11 = default,
            y12 = default,
            y13 = default;
        TVector y20 = default,
            y21 = default,
            y22 = default,
            y23 = default;
        TVector y30 = default,
            y31 = default,
            y32 = default,
            y33 = default;
        var ahead = (long)AheadBlocks * Block * columns;
        var (step, i) = (2 * TLanes.Count, 0);
        for (; i <= columns - step; i += step)
        {
            var (even0, odd0) = (TLanes.Load(x0 + i), TLanes.Load(x0 + i + TLanes.Count));
            var (even1, odd1) = (TLanes.Load(x1 + i), TLanes.Load(x1 + i + TLanes.Count));
            var (even2, odd2) = (TLanes.Load(x2 + i), TLanes.Load(x2 + i + TLanes.Count));
            var (even3, odd3) = (TLanes.Load(x3 + i), TLanes.Load(x3 + i + TLanes.Count));
            Prefetch(w0 + i + ahead);
            Prefetch(w1 + i + ahead);
            Prefetch(w2 + i + ahead);
            Prefetch(w3 + i + ahead);
            TLanes.Widen(w0 + i, out var even, out var odd);
            y00 = TLanes.MultiplyAdd(odd, odd0, TLanes.MultiplyAdd(even, even0, y00));
            y01 = TLanes.MultiplyAdd(odd, odd1, TLanes.MultiplyAdd(even, even1, y01));
            y02 = TLanes.MultiplyAdd(odd, odd2, TLanes.MultiplyAdd(even, even2, y02));
            y03 = TLanes.MultiplyAdd(odd, odd3, TLanes.MultiplyAdd(even, even3, y03));
            TLanes.Widen(w1 + i, out even, out odd);
            y10 = TLanes.MultiplyAdd(odd, odd0, TLanes.MultiplyAdd(even, even0, y10));
            y11 = TLanes.MultiplyAdd(odd, odd1, TLanes.MultiplyAdd(even, even1, y11));
            y12 = TLanes.MultiplyAdd(odd, odd2, TLanes.MultiplyAdd(even, even2, y12));
            y13 = TLanes.MultiplyAdd(odd, odd3, TLanes.MultiplyAdd(even, even3, y13));
            TLanes.Widen(w2 + i, out even, out odd);
            y20 = TLanes.MultiplyAdd(odd, odd0, TLanes.MultiplyAdd(even, even0, y20));
            y21 = TLanes.MultiplyAdd(odd, odd1, TLanes.MultiplyAdd(even, even1, y21));
            y22 = TLanes.MultiplyAdd(odd, odd2, TLanes.MultiplyAdd(even, even2, y22));
            y23 = TLanes.MultiplyAdd(odd, odd3, TLanes.MultiplyAdd(even, even3, y23));
            TLanes.Widen(w3 + i, out even, out odd);
            y30 = TLanes.MultiplyAdd(odd, odd0, TLanes.MultiplyAdd(even, even0, y30));
            y31 = TLanes.MultiplyAdd(odd, odd1, TLanes.MultiplyAdd(even, even1, y31));
            y32 = TLanes.MultiplyAdd(odd, odd2, TLanes.MultiplyAdd(even, even2, y32));
            y33 = TLanes.MultiplyAdd(odd, odd3, TLanes.MultiplyAdd(even, even3, y33));
        }

        Store(y00, y01, y02, y03, sums);
        Store(y10, y11, y12, y13, sums + room);
        Store(y20, y21, y22, y23, sums + (2 * room));
        Store(y30, y31, y32, y33, sums + (3 * room));
        if (i < columns) // not before: a call while vectors are in use would send them all through memory
        {
            AddRest(w0, x0, x1, x2, x3, i, columns, sums);
            AddRest(w1, x0, x1, x2, x3, i, columns, sums + room);
            AddRest(w2, x0, x1, x2, x3, i, columns, sums + (2 * room));
            AddRest(w3, x0, x1, x2, x3, i, columns, sums + (3 * room));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector y0, TVector y1, TVector y2, TVector y3, float* sums)
    {
        sums[0] = TLanes.Sum(y0);
        sums[1] = TLanes.Sum(y1);
        sums[2] = TLanes.Sum(y2);
        sums[3] = TLanes.Sum(y3);
    }

    private static void AddRest(
        ushort* w,
        float* x0,
        float* x1,
        float* x2,
        float* x3,
        int from,
        int columns,
        float* sums
    )
    {
        sums[0] += Rest(w, x0, from, columns);
        sums[1] += Rest(w, x1, from, columns);
        sums[2] += Rest(w, x2, from, columns);
        sums[3] += Rest(w, x3, from, columns);
    }

    /// <summary>
    /// Asks memory for what is used soon; past the end of a weight it asks for nothing that can fail.
    /// </summary>
    private static void Prefetch(ushort* w)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(w);
        }
    }

    private static float Rest(ushort* w, float* x, int from, int columns)
    {
        var sum = 0f;
        for (var i = from; i < columns; i++)
        {
            sum += Bf16.ToSingle(w[i]) * x[i];
        }

        return sum;
    }
}
