using System.Runtime.Intrinsics;
using MoeNotebooks.Kernels;

namespace MoeNotebooks.Tests.Kernels;

/// <summary>Every width of vectors against a plain loop in f64.</summary>
public sealed unsafe class RowProductTests
{
    // Of the sum of all absolute products: what f32 loses over some thousand terms
    private const double Tolerance = 2e-6;

    public static TheoryData<int> Widths => [512, 256, 128];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_equals_the_plain_loop(int width)
    {
        foreach (var columns in new[] { 1, 7, 8, 31, 32, 33, 64, 100, 2048 })
        {
            foreach (var (rows, tokens) in new[] { (1, 1), (3, 1), (1, 2), (4, 4), (5, 3), (16, 9), (13, 16) })
            {
                Compare(Of(width), rows, tokens, columns);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_spread_token_has_every_number_where_its_place_says(int width)
    {
        var product = Of(width);
        foreach (var columns in new[] { 1, 15, 16, 40, 64, 65 })
        {
            var (x, spread) = (Numbers(columns, seed: 3), new float[columns]);
            fixed (ushort* from = x)
            fixed (float* into = spread)
            {
                product.Spread(from, into, columns);
            }

            Enumerable
                .Range(0, columns)
                .Select(i => product.Place(i, columns))
                .Order()
                .ShouldBe(Enumerable.Range(0, columns));
            Enumerable.Range(0, columns).ShouldAllBe(i => spread[product.Place(i, columns)] == Bf16.ToSingle(x[i]));
        }
    }

    [Fact]
    public void What_is_not_a_number_stays_so_and_infinity_too()
    {
        ushort[] w = [Bf16.Round(float.NaN), Bf16.Round(1)];
        ushort[] infinite = [Bf16.Round(float.PositiveInfinity), Bf16.Round(1)];
        float.IsNaN(Sums(RowProduct.Best, w, [0x3F80, 0x3F80], 1, 1, 2)[0]).ShouldBeTrue();
        Sums(RowProduct.Best, infinite, [0x3F80, 0x3F80], 1, 1, 2)[0].ShouldBe(float.PositiveInfinity);
    }

    [Theory]
    [InlineData(1.00390625f, 0x3F80)] // half way between two: the even one
    [InlineData(1.01171875f, 0x3F82)] // half way again: the even one is above
    [InlineData(1.004f, 0x3F81)]
    [InlineData(-1.004f, 0xBF81)]
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.NaN, 0x7FC0)]
    public void Rounding_is_to_the_nearest_and_to_even(float value, int bits) =>
        Bf16.Round(value).ShouldBe((ushort)bits);

    private static RowProduct Of(int width) =>
        width switch
        {
            512 => new LaneProduct<Lanes512, Vector512<float>>(),
            256 => new LaneProduct<Lanes256, Vector256<float>>(),
            _ => new LaneProduct<Lanes128, Vector128<float>>(),
        };

    private static void Compare(RowProduct product, int rows, int tokens, int columns)
    {
        var (w, x) = (Numbers(rows * columns, seed: 1), Numbers(tokens * columns, seed: 2));
        var sums = Sums(product, w, x, rows, tokens, columns);
        for (var r = 0; r < rows; r++)
        {
            for (var t = 0; t < tokens; t++)
            {
                double sum = 0,
                    size = 0;
                for (var i = 0; i < columns; i++)
                {
                    double term = (double)Bf16.ToSingle(w[(r * columns) + i]) * Bf16.ToSingle(x[(t * columns) + i]);
                    (sum, size) = (sum + term, size + Math.Abs(term));
                }

                ((double)sums[(r * RowProduct.Room(tokens)) + t]).ShouldBe(
                    sum,
                    Tolerance * size,
                    $"row {r} token {t} of {rows}, {tokens}, {columns}"
                );
            }
        }
    }

    private static float[] Sums(RowProduct product, ushort[] w, ushort[] x, int rows, int tokens, int columns)
    {
        var (spread, sums) = (new float[x.Length], new float[RowProduct.Tile * RowProduct.Room(tokens)]);
        fixed (
            ushort* weights = w,
                from = x
        )
        fixed (
            float* into = spread,
                result = sums
        )
        {
            var places = stackalloc float*[tokens];
            for (var t = 0; t < tokens; t++)
            {
                places[t] = into + (t * columns);
                product.Spread(from + (t * columns), places[t], columns);
            }

            product.Run(weights, rows, places, tokens, columns, result);
        }

        return sums;
    }

    private static ushort[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Bf16.Round((float)((random.NextDouble() * 2) - 1)))];
    }
}
