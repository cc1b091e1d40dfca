using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// Of the experts that a token would use as trained those stay whose score is at least t times the token's best: t = 0
/// skips none, t = 1 leaves the first kMin and ties with the best.
/// </summary>
/// <remarks>
/// The rule of ik_llama.cpp's "smart expert reduction"; with kMin = 1 and t a calibrated median ratio that of NAEE (Lu
/// et al. 2024).
/// </remarks>
/// <param name="T">The threshold t, from 0 to 1.</param>
/// <param name="KMin">Experts that always stay, the first in the order of choice.</param>
public sealed record RelativeThreshold(double T, int KMin = 1) : AdaptivePolicy
{
    /// <summary>The threshold t, from 0 to 1.</summary>
    public double T { get; init; } =
        T is >= 0 and <= 1
            ? T
            : throw new MoeUsageException(
                "t",
                string.Create(CultureInfo.InvariantCulture, $"is {T}; a threshold is from 0 to 1")
            );

    /// <summary>Experts that always stay, the first in the order of choice.</summary>
    public int KMin { get; init; } = AtLeastOne("kMin", KMin);

    /// <inheritdoc/>
    protected override string Name => string.Create(CultureInfo.InvariantCulture, $"threshold {T}, at least {KMin}");

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        KMin <= trained
            ? Enumerable.Repeat(trained, moeLayers).ToArray()
            : throw new MoeUsageException("kMin", $"is {KMin}; the model was trained with {trained} experts per token");

    /// <inheritdoc/>
    public override torch.Tensor Decide(RankedSlots slots)
    {
        using var scope = torch.NewDisposeScope();
        var best = slots.Scores.amax([-1L], keepdim: true); // [N, 1]
        return slots.Keep(slots.Scores.ge(best.Times(T)), KMin).MoveToOuterDisposeScope(); // s >= t · best
    }
}
