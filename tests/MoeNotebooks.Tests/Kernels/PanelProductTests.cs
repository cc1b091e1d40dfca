using System.Runtime.Intrinsics;
using MoeNotebooks.Kernels;

namespace MoeNotebooks.Tests.Kernels;

/// <summary>Tokens side by side against a plain loop in f64, with every width of vectors.</summary>
public sealed unsafe class PanelProductTests
{
    // Of the sum of all absolute products: what f32 loses over two thousand terms, one after another
    private const double Tolerance = 4e-6;

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Every_width_equals_the_plain_loop(int width)
    {
        PanelProduct product = width switch
        {
            512 => new LanePanel<Lanes512, Vector512<float>>(),
            256 => new LanePanel<Lanes256, Vector256<float>>(),
            _ => new LanePanel<Lanes128, Vector128<float>>(),
        };
        foreach (var columns in new[] { 1, 7, 31, 32, 33, 100, 128, 129, 2048 })
        {
            foreach (var (rows, tokens) in new[] { (1, 1), (3, 17), (16, 16), (13, 50) })
            {
                Compare(product, rows, tokens, columns);
            }
        }
    }

    private static void Compare(PanelProduct product, int rows, int tokens, int columns)
    {
        var (w, x, lanes, panels) = (
            Numbers(rows * columns, seed: 1),
            Numbers(tokens * columns, seed: 2),
            product.Lanes,
            product.Panels(tokens)
        );
        var (packed, sums) = (new float[panels * columns * lanes], new float[panels * PanelProduct.Tile * lanes]);
        fixed (
            ushort* weights = w,
                from = x
        )
        fixed (
            float* into = packed,
                result = sums
        )
        {
            var places = stackalloc ushort*[tokens];
            for (var n = 0; n < tokens; n++)
            {
                places[n] = from + (n * columns);
            }

            for (var p = 0; p < panels; p++)
            {
                product.Pack(
                    places + (p * lanes),
                    Math.Min(lanes, tokens - (p * lanes)),
                    columns,
                    into + (p * columns * lanes)
                );
            }

            product.Run(weights, rows, into, panels, columns, result);
        }

        for (var r = 0; r < rows; r++)
        {
            for (var n = 0; n < tokens; n++)
            {
                double[] terms =
                [
                    .. Enumerable
                        .Range(0, columns)
                        .Select(i => (double)Bf16.ToSingle(w[(r * columns) + i]) * Bf16.ToSingle(x[(n * columns) + i])),
                ];
                var sum = sums[((((n / lanes) * PanelProduct.Tile) + r) * lanes) + (n % lanes)];
                ((double)sum).ShouldBe(
                    terms.Sum(),
                    Tolerance * terms.Sum(Math.Abs),
                    $"row {r} token {n} of {rows}, {tokens}, {columns}"
                );
            }
        }
    }

    private static ushort[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Bf16.Round((float)((random.NextDouble() * 2) - 1)))];
    }
}
