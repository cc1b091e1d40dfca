using MoeNotebooks.Errors;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// All experts in one grouped product for each of their two projections. Every step has the same shapes, and the host
/// never asks the device how many tokens an expert has: skipped pairs stand last, and their rows, which the product
/// leaves as memory was, become 0.
/// </summary>
internal sealed class GroupedExperts : IExpertBackend
{
    private const int RowBytes = 16; // torch._grouped_mm reads rows in pieces of this size
    private readonly Tensor _gateUp;
    private readonly Tensor _down;

    /// <summary>Takes stacked weights, which stay the caller's.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    /// <exception cref="MoeUsageException">Their rows are not of a multiple of 16 bytes.</exception>
    public GroupedExperts(Tensor gateUp, Tensor down)
    {
        if (!CanRun(gateUp, down))
        {
            throw new MoeUsageException(
                "experts backend",
                $"grouped: rows of {gateUp.shape[2]} and {down.shape[2]} numbers of {gateUp.ElementSize} bytes are not multiples of {RowBytes} bytes",
                "Use sorted"
            );
        }

        (_gateUp, _down) = (gateUp, down);
    }

    /// <summary>Whether the grouped product takes these weights.</summary>
    public static bool CanRun(Tensor gateUp, Tensor down) =>
        gateUp.shape[2] * gateUp.ElementSize % RowBytes == 0 && down.shape[2] * down.ElementSize % RowBytes == 0;

    public ExpertOutputs Run(Tensor x, Tensor chosen)
    {
        var order = DeviceOrder.Of(chosen, (int)_gateUp.shape[0]);
        var gathered = x.At(order.Tokens); // [P, h]
        var outputs = GroupedProduct.Run(gathered, _gateUp, _down, order.Ends); // [P, h]
        return new(outputs.masked_fill_(order.Skipped, Held.Zero), order.Tokens, order.Slots);
    }

    public void Dispose()
    {
        // the weights are the caller's
    }
}
