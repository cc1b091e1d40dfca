using System.Runtime.Intrinsics;

namespace MoeNotebooks.Training.Functions;

/// <summary>
/// Products of small float matrices on one thread. An expert's matrices are some dozens wide; a BLAS call spends as
/// long on preparing as on multiplying them. Blocks of 8 x 32 stay in registers (16 sums of 16 numbers), and 8 x 16
/// where only 16 columns are left.
/// </summary>
internal static unsafe class SmallProduct
{
    private const int Rows = 8;
    private const int Columns = 32;

    /// <summary>C = A B, with C [m, n] and B [k, n] row by row without gaps; n is a multiple of 16.</summary>
    /// <param name="a">A [m, k]: element (i, l) at a[i * rowStep + l * columnStep], so that a transposed A needs no
    /// copy.</param>
    /// <param name="rowStep">Distance of two rows of A.</param>
    /// <param name="columnStep">Distance of two columns of A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">C.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner size.</param>
    public static void Multiply(float* a, nint rowStep, nint columnStep, float* b, float* c, int m, int n, int k)
    {
        for (var column = 0; column < n; column += Columns)
        {
            var isWhole = n - column >= Columns;
            var row = 0;
            for (; row + Rows <= m; row += Rows)
            {
                var (from, to) = (row * rowStep, row * n + column);
                if (isWhole)
                {
                    Block(a + from, rowStep, columnStep, b + column, n, c + to, k);
                }
                else
                {
                    HalfBlock(a + from, rowStep, columnStep, b + column, n, c + to, k);
                }
            }

            for (; row < m; row++)
            {
                var (from, to) = (row * rowStep, row * n + column);
                if (isWhole)
                {
                    Row(a + from, columnStep, b + column, n, c + to, k);
                }
                else
                {
                    HalfRow(a + from, columnStep, b + column, n, c + to, k);
                }
            }
        }
    }

    private static void HalfBlock(float* a, nint rowStep, nint columnStep, float* b, int n, float* c, int k)
    {
        Vector512<float> c0 = default,
            c1 = default,
            c2 = default,
            c3 = default,
            c4 = default,
            c5 = default,
            c6 = default,
            c7 = default;
        nint s2 = 2 * rowStep,
            s3 = 3 * rowStep;
        var a4 = a + 4 * rowStep;
        for (var l = 0; l < k; l++, a += columnStep, a4 += columnStep, b += n)
        {
            var x = Vector512.Load(b);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(*a), x, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a[rowStep]), x, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a[s2]), x, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a[s3]), x, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(*a4), x, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[rowStep]), x, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[s2]), x, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[s3]), x, c7);
        }

        c0.Store(c);
        c1.Store(c + n);
        c2.Store(c + 2 * n);
        c3.Store(c + 3 * n);
        c4.Store(c + 4 * n);
        c5.Store(c + 5 * n);
        c6.Store(c + 6 * n);
        c7.Store(c + 7 * n);
    }

    private static void Block(float* a, nint rowStep, nint columnStep, float* b, int n, float* c, int k)
    {
        Vector512<float> c00 = default,
            c01 = default,
            c10 = default,
            c11 = default,
            c20 = default,
            c21 = default,
            c30 = default,
            c31 = default;
        Vector512<float> c40 = default,
            c41 = default,
            c50 = default,
            c51 = default,
            c60 = default,
            c61 = default,
            c70 = default,
            c71 = default;
        nint s2 = 2 * rowStep,
            s3 = 3 * rowStep;
        var a4 = a + 4 * rowStep;
        for (var l = 0; l < k; l++, a += columnStep, a4 += columnStep, b += n)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 16);
            Add(*a, b0, b1, ref c00, ref c01);
            Add(a[rowStep], b0, b1, ref c10, ref c11);
            Add(a[s2], b0, b1, ref c20, ref c21);
            Add(a[s3], b0, b1, ref c30, ref c31);
            Add(*a4, b0, b1, ref c40, ref c41);
            Add(a4[rowStep], b0, b1, ref c50, ref c51);
            Add(a4[s2], b0, b1, ref c60, ref c61);
            Add(a4[s3], b0, b1, ref c70, ref c71);
        }

        Store(c, c00, c01);
        Store(c + n, c10, c11);
        Store(c + 2 * n, c20, c21);
        Store(c + 3 * n, c30, c31);
        Store(c + 4 * n, c40, c41);
        Store(c + 5 * n, c50, c51);
        Store(c + 6 * n, c60, c61);
        Store(c + 7 * n, c70, c71);
    }

    private static void HalfRow(float* a, nint columnStep, float* b, int n, float* c, int k)
    {
        Vector512<float> sum = default;
        for (var l = 0; l < k; l++, a += columnStep, b += n)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(*a), Vector512.Load(b), sum);
        }

        sum.Store(c);
    }

    private static void Row(float* a, nint columnStep, float* b, int n, float* c, int k)
    {
        Vector512<float> c0 = default,
            c1 = default;
        for (var l = 0; l < k; l++, a += columnStep, b += n)
        {
            Add(*a, Vector512.Load(b), Vector512.Load(b + 16), ref c0, ref c1);
        }

        Store(c, c0, c1);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void Add(
        float a,
        Vector512<float> b0,
        Vector512<float> b1,
        ref Vector512<float> c0,
        ref Vector512<float> c1
    )
    {
        var v = Vector512.Create(a);
        c0 = Vector512.FusedMultiplyAdd(v, b0, c0);
        c1 = Vector512.FusedMultiplyAdd(v, b1, c1);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> c0, Vector512<float> c1)
    {
        c0.Store(c);
        c1.Store(c + 16);
    }
}
