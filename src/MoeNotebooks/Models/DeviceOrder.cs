using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// All N · k (token, expert) pairs of an assignment sorted by expert, skipped ones last, on the assignment's device and
/// without waiting for it.
/// </summary>
/// <param name="Tokens">[P], the token of each pair.</param>
/// <param name="Slots">[P], the pair's place in [N · k].</param>
/// <param name="Ends">[E], int32, where each expert's pairs end.</param>
/// <param name="Skipped">[P, 1], true for skipped pairs.</param>
internal sealed record DeviceOrder(Tensor Tokens, Tensor Slots, Tensor Ends, Tensor Skipped)
{
    /// <summary>By a stable sort, so that an expert's tokens stay in their order, and sums over counts.</summary>
    public static DeviceOrder Of(Tensor experts, int count)
    {
        using var scope = NewDisposeScope();
        var flat = experts.flatten(); // [P]
        using var none = ((long)count).ToScalar();
        var (sorted, slots) = flat.masked_fill(flat.lt(Held.Zero), none).sort(0, descending: false, stable: true);
        var counts = zeros([count + 1], ScalarType.Int32, flat.device)
            .scatter_add_(0, sorted, ones_like(sorted, ScalarType.Int32)); // [E + 1]
        using var k = experts.shape[1].ToScalar();
        return new(
            slots.div(k, RoundingMode.floor).MoveToOuterDisposeScope(),
            slots.MoveToOuterDisposeScope(),
            counts.narrow(0, 0, count).cumsum(0, ScalarType.Int32).MoveToOuterDisposeScope(),
            sorted.eq(none).unsqueeze(1).MoveToOuterDisposeScope()
        );
    }
}
