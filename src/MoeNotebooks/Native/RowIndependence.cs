using static TorchSharp.torch;

namespace MoeNotebooks.Native;

/// <summary>
/// Whether a row of a product comes out the same, to the bit, whatever other rows are multiplied with it. MKL, which
/// libtorch multiplies f32 with on a CPU, chooses its kernels by the number of rows; its strict mode does not, and
/// takes up to twice as long for a single row.
/// </summary>
public static class RowIndependence
{
    private static readonly int[] Widths = [12, 32, 128, 192, 1024];
    private static readonly int[] Counts = [1, 2, 3, 4, 5, 7, 8, 11, 15, 16, 17, 31];

    /// <summary>
    /// Asks MKL for its strict mode, where the user has not set MKL_CBWR. MKL reads it at its first product: called
    /// before, or without effect.
    /// </summary>
    public static void Request() => NativeEnvironment.Set("MKL_CBWR", "AUTO,STRICT");

    /// <summary>Whether this process has it: tried with products of many shapes, some milliseconds.</summary>
    public static bool Holds()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator(1);
        return Widths.All(inner =>
            Widths.All(outer =>
            {
                using var product = NewDisposeScope();
                var (x, w) = (randn([64, inner], generator: generator), randn([outer, inner], generator: generator));
                var whole = nn.functional.linear(x, w);
                return Counts.All(rows =>
                    nn.functional.linear(x.narrow(0, rows, rows), w).eq(whole.narrow(0, rows, rows)).all().item<bool>()
                );
            })
        );
    }
}
