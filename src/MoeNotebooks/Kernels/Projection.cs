using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Kernels;

/// <summary>y = x Wᵀ + b. A few bf16 tokens are multiplied by code of the kit, row by row of the weight as it lies in
/// memory; many, where that is faster, in panels (<see cref="PanelProduct.IsFaster"/>); all else is
/// libtorch's.</summary>
/// <remarks>
/// With few tokens a product is as fast as its weight is read. libtorch's bf16 product rearranges the weight first.
/// </remarks>
internal static unsafe class Projection
{
    /// <summary>Tokens up to which a product by hand is faster, as 'BENCH products' shows.</summary>
    public const int MostTokens = 32;

    // A thread's share of a weight; less is done sooner than another thread is told
    private const int LeastNumbers = 1 << 15;

    private static readonly long[] AllTokens = [.. Enumerable.Range(0, PanelProduct.MostTokens).Select(n => (long)n)];

    [ThreadStatic]
    private static LinearWork? t_work;

    [ThreadStatic]
    private static PanelLinear? t_panels;

    /// <summary>Multiplies.</summary>
    /// <param name="x">[..., I].</param>
    /// <param name="weight">[O, I].</param>
    /// <param name="bias">[O]; <see langword="null"/> for none.</param>
    /// <returns>[..., O].</returns>
    public static Tensor Run(Tensor x, Tensor weight, Tensor? bias = null)
    {
        var tokens = x.numel() / weight.shape[1];
        if (tokens <= DeviceProduct.MostTokens && CudaModule.For(x) is { } device && DeviceProduct.CanRun(x, weight))
        {
            return DeviceProduct.Run(device, x, [weight], [bias])[0];
        }

        return
            tokens > 0
            && (tokens <= MostTokens || PanelProduct.IsFaster)
            && x.shape[^1] == weight.shape[1]
            && CanRun(x)
            && CanRun(weight)
            ? tokens <= MostTokens
                ? ByHand(x, weight, bias)
                : InPanels(x, weight, bias)
            : nn.functional.linear(x, weight, bias!);
    }

    /// <summary>Products of the same inputs with several weights, at most three.</summary>
    /// <param name="x">[..., I].</param>
    /// <param name="weights">[O, I] each.</param>
    /// <param name="biases">[O] each, or <see langword="null"/>.</param>
    /// <returns>[..., O] each.</returns>
    public static Tensor[] Run(Tensor x, Tensor[] weights, Tensor?[] biases) =>
        x.numel() <= DeviceProduct.MostTokens * x.shape[^1]
        && CudaModule.For(x) is { } device
        && weights.All(weight => DeviceProduct.CanRun(x, weight))
            ? DeviceProduct.Run(device, x, weights, biases)
            : [.. weights.Select((weight, i) => Run(x, weight, biases[i]))];

    /// <summary>The same, of contiguous bf16 on the CPU and of any number of tokens.</summary>
    internal static Tensor ByHand(Tensor x, Tensor weight, Tensor? bias)
    {
        var (shape, rows, columns) = (x.shape, weight.shape[0], weight.shape[1]);
        var tokens = x.numel() / columns;
        shape[^1] = rows;
        var y = empty(shape, ScalarType.BFloat16);
        var work = t_work ??= new LinearWork();
        work.Take(
            (ushort*)TensorMemory.Address(x),
            (ushort*)TensorMemory.Address(weight),
            bias is null ? null : (ushort*)TensorMemory.Address(bias),
            (ushort*)TensorMemory.Address(y),
            (int)tokens,
            (int)rows,
            (int)columns
        );
        ThreadTeam.Shared.Run(work, (int)rows, LeastRows(columns));
        GC.KeepAlive((x, weight, bias));
        return y;
    }

    /// <summary>The same, some tokens at a time, side by side.</summary>
    internal static Tensor InPanels(Tensor x, Tensor weight, Tensor? bias)
    {
        var (shape, rows, columns) = (x.shape, (int)weight.shape[0], (int)weight.shape[1]);
        var tokens = x.numel() / columns;
        shape[^1] = rows;
        var y = empty(shape, ScalarType.BFloat16);
        var work = t_panels ??= new PanelLinear();
        var from = (ushort*)TensorMemory.Address(x);
        var into = (ushort*)TensorMemory.Address(y);
        for (var start = 0L; start < tokens; start += PanelProduct.MostTokens)
        {
            var some = AllTokens.AsSpan(0, (int)Math.Min(PanelProduct.MostTokens, tokens - start));
            work.X.Fill(from + (start * columns), some, columns);
            work.Multiply(
                (ushort*)TensorMemory.Address(weight),
                bias is null ? null : (ushort*)TensorMemory.Address(bias),
                null,
                into + (start * rows),
                rows,
                columns
            );
        }

        GC.KeepAlive((x, weight, bias));
        return y;
    }

    /// <summary>Rows of a weight, read for a few tokens, that are worth a thread's while.</summary>
    internal static int LeastRows(long columns) => (int)Math.Max(1, LeastNumbers / columns);

    private static bool CanRun(Tensor tensor) =>
        tensor.dtype == ScalarType.BFloat16
        && tensor.device_type == TorchSharp.DeviceType.CPU
        && tensor.is_contiguous();
}
