using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Cuda;

/// <summary>
/// x Wᵀ for few tokens, as fast as W is read: for up to three weights of the same inputs at once, or head by head.
/// </summary>
internal static class DeviceProduct
{
    /// <summary>Tokens up to which it is faster than libtorch's product.</summary>
    public const int MostTokens = 32;

    private const int MostThreads = 256;
    private const int RowsPerTile = 16;
    private const int ColumnsPerPiece = 32;
    private const int TokensPerTile = 8;

    /// <summary>Whether the kernels take a weight [O, I] and inputs [..., I] for it.</summary>
    public static bool CanRun(Tensor x, Tensor weight) =>
        x.dtype == ScalarType.BFloat16
        && weight.shape[^2] % RowsPerTile == 0
        && weight.shape[^1] % ColumnsPerPiece == 0
        && weight.dtype == x.dtype
        && weight.is_contiguous()
        && x.shape[^1] == weight.shape[^1]
        && DeviceMemory.AreRows(x, out var stride)
        && stride % 8 == 0
        && x.numel() > 0;

    /// <summary>Products with up to three weights.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="x">[..., I].</param>
    /// <param name="weights">[O, I] each.</param>
    /// <param name="biases">[O] each, or <see langword="null"/>.</param>
    /// <returns>[..., O] each.</returns>
    public static Tensor[] Run(CudaModule module, Tensor x, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor?> biases)
    {
        DeviceMemory.AreRows(x, out var stride);
        var outputs = new Tensor[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            outputs[i] = empty([.. x.shape[..^1], weights[i].shape[0]], x.dtype, x.device);
        }

        nint At(ReadOnlySpan<Tensor?> tensors, int i) => i < tensors.Length ? DeviceMemory.Address(tensors[i]) : 0;
        int Rows(ReadOnlySpan<Tensor> tensors, int i) => i < tensors.Length ? (int)tensors[i].shape[0] : 0;
        var arguments = new Arguments
        {
            X = DeviceMemory.Address(x),
            XToken = stride,
            Weight0 = At(weights!, 0),
            Weight1 = At(weights!, 1),
            Weight2 = At(weights!, 2),
            Bias0 = At(biases, 0),
            Bias1 = At(biases, 1),
            Bias2 = At(biases, 2),
            Y0 = At(outputs, 0),
            Y1 = At(outputs, 1),
            Y2 = At(outputs, 2),
            Rows0 = Rows(weights, 0),
            Rows1 = Rows(weights, 1),
            Rows2 = Rows(weights, 2),
            YToken0 = Rows(weights, 0),
            YToken1 = Rows(weights, 1),
            YToken2 = Rows(weights, 2),
            Tokens = (int)(x.numel() / x.shape[^1]),
            Columns = (int)x.shape[^1],
        };
        Launch(module, arguments, heads: 1);
        return outputs;
    }

    /// <summary>Each head's own product: y[b, h] = W[h] x[b, h].</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="x">[B, H, I], numbers of a head next to one another.</param>
    /// <param name="weight">[H, O, I], a head's rows next to one another.</param>
    /// <param name="y">[B, H, O], written; numbers of a head next to one another.</param>
    public static void ByHead(CudaModule module, Tensor x, Tensor weight, Tensor y)
    {
        var (from, to) = (x.stride(), y.stride());
        Launch(
            module,
            new Arguments
            {
                X = DeviceMemory.Address(x),
                XToken = from[0],
                XHead = from[1],
                Weight0 = DeviceMemory.Address(weight),
                WeightHead = weight.stride(0),
                Rows0 = (int)weight.shape[1],
                Y0 = DeviceMemory.Address(y),
                YToken0 = to[0],
                YHead = to[1],
                Tokens = (int)x.shape[0],
                Columns = (int)x.shape[2],
            },
            (int)x.shape[1]
        );
    }

    private static void Launch(CudaModule module, Arguments arguments, int heads)
    {
        var tiles = arguments.Tokens switch
        {
            <= 8 => 1,
            <= 16 => 2,
            _ => 4,
        };
        var rows = (arguments.Rows0 + arguments.Rows1 + arguments.Rows2) / RowsPerTile;
        var tokens = tiles * TokensPerTile;
        module.Launch(
            $"product{tiles}",
            (rows, heads, (arguments.Tokens + tokens - 1) / tokens),
            Math.Min(MostThreads, arguments.Columns / ColumnsPerPiece * 32),
            arguments
        );
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public nint X;
        public nint Weight0,
            Weight1,
            Weight2;
        public nint Bias0,
            Bias1,
            Bias2;
        public nint Y0,
            Y1,
            Y2;
        public long XToken,
            XHead,
            WeightHead,
            YToken0,
            YToken1,
            YToken2,
            YHead;
        public int Rows0,
            Rows1,
            Rows2,
            Tokens,
            Columns;
    }
}
