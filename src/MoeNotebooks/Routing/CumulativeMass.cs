using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Routing;

/// <summary>
/// Top-p: in the order of choice, the fewest experts whose scores sum to at least p of what the scores of all kMax sum
/// to. p = 1 skips none that weighs anything; p = 0 leaves one.
/// </summary>
/// <remarks>
/// The rule of Huang et al. 2024 ("Harder tasks need more experts"), whose models were trained for it.
/// </remarks>
/// <param name="P">The mass p, from 0 to 1.</param>
/// <param name="KMax">The most experts a token can use, which is also the sum's reach; <see langword="null"/> for the
/// trained number.</param>
public sealed record CumulativeMass(double P, int? KMax = null) : AdaptivePolicy
{
    /// <summary>The mass p, from 0 to 1.</summary>
    public double P { get; init; } =
        P is >= 0 and <= 1
            ? P
            : throw new MoeUsageException(
                "p",
                string.Create(CultureInfo.InvariantCulture, $"is {P}; a mass is from 0 to 1")
            );

    /// <summary>The most experts a token can use; <see langword="null"/> for the trained number.</summary>
    public int? KMax { get; init; } = KMax is { } k ? AtLeastOne("kMax", k) : null;

    /// <inheritdoc/>
    protected override string Name =>
        string.Create(CultureInfo.InvariantCulture, $"mass {P}{(KMax is { } k ? $", at most {k}" : string.Empty)}");

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) =>
        Enumerable.Repeat(KMax ?? trained, moeLayers).ToArray();

    /// <inheritdoc/>
    public override torch.Tensor Decide(RankedSlots slots)
    {
        using var scope = torch.NewDisposeScope();
        var scores = slots.Scores.to_type(torch.ScalarType.Float64); // [N, K]
        var mass = scores.cumsum(-1); // [N, K], this slot's included
        var enough = mass.narrow(1, mass.shape[1] - 1, 1).Times(P); // [N, 1]
        return slots.Keep(mass.Minus(scores).lt(enough)).MoveToOuterDisposeScope(); // not yet enough before this slot
    }
}
