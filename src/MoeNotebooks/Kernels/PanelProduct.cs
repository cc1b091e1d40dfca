using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeNotebooks.Kernels;

/// <summary>
/// Σ over i of w[i] · x[i] for many tokens: L tokens lie side by side in a vector, and a tile of rows is widened once
/// for all of them.
/// </summary>
/// <remarks>
/// A panel holds L tokens, f32: for each column the L numbers. Its columns are in the order of
/// <see cref="RowProduct.Place"/>, in which a widened row lies too. Sums are f32.
/// </remarks>
internal abstract unsafe class PanelProduct
{
    /// <summary>Rows that are multiplied together: each has its sums in a register.</summary>
    public const int Tile = 16;

    /// <summary>
    /// Columns that are multiplied together: the tile, widened, and a panel's part stay in a core's nearest cache.
    /// </summary>
    protected const int Columns = 128;

    /// <summary>
    /// Tokens that share one widening of a tile, at most: few enough that their panels stay in a core's second cache.
    /// </summary>
    public const int MostTokens = 128;

    /// <summary>With the widest vectors that this processor is fast with.</summary>
    public static PanelProduct Best { get; } =
        Vector512.IsHardwareAccelerated ? new LanePanel<Lanes512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? new LanePanel<Lanes256, Vector256<float>>()
        : new LanePanel<Lanes128, Vector128<float>>();

    /// <summary>
    /// Whether libtorch's bf16 product is slower: where the processor has AVX-512, no product of whole tiles (AMX), and
    /// either no bf16 product at all or one as Intel's. Measured on one Intel Xeon, in registers: its bf16 product did
    /// 82 GFLOP/s per core, f32 165. Inferred for all other processors.
    /// </summary>
    public static bool IsFaster { get; } =
        Vector512.IsHardwareAccelerated && !Has(7, 0, id => id.Edx, 22) && (IsIntel || !Has(7, 1, id => id.Eax, 5));

    /// <summary>L.</summary>
    public abstract int Lanes { get; }

    /// <summary>Panels that so many tokens fill.</summary>
    public int Panels(int tokens) => (tokens + Lanes - 1) / Lanes;

    /// <summary>Puts tokens side by side.</summary>
    /// <param name="rows">[tokens], where each one's bf16 numbers are.</param>
    /// <param name="tokens">How many, at most <see cref="Lanes"/>; missing ones are the last again.</param>
    /// <param name="columns">Numbers of each.</param>
    /// <param name="panel">[columns, L].</param>
    public abstract void Pack(ushort** rows, int tokens, int columns, float* panel);

    /// <summary>Multiplies a tile of rows.</summary>
    /// <param name="w">[rows, columns], bf16.</param>
    /// <param name="rows">How many, at most <see cref="Tile"/>.</param>
    /// <param name="x">[panels, columns, L].</param>
    /// <param name="panels">How many.</param>
    /// <param name="columns">Columns of the weight.</param>
    /// <param name="sums">[panels, <see cref="Tile"/>, L]; the first rows of each panel are meant.</param>
    public abstract void Run(ushort* w, int rows, float* x, int panels, int columns, float* sums);

    /// <summary>into[r] = silu(gate[r]) · up[r] for one panel.</summary>
    /// <param name="gate">[L].</param>
    /// <param name="up">[L].</param>
    /// <param name="into">[L].</param>
    public abstract void Gate(float* gate, float* up, float* into);

    private static bool IsIntel => X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == 0x756E6547; // "Genu"

    private static bool Has(int leaf, int part, Func<(int Eax, int Ebx, int Ecx, int Edx), int> register, int bit) =>
        X86Base.IsSupported
        && X86Base.CpuId(0, 0).Eax >= leaf
        && ((register(X86Base.CpuId(leaf, part)) >> bit) & 1) != 0;
}
