namespace MoeNotebooks.Routing;

/// <summary>What a rounding rule does to a set of allocations.</summary>
/// <param name="Rounding">The rule.</param>
/// <param name="Allocations">How many allocations there are.</param>
/// <param name="Changed">How many of them give some layer another number of experts than
/// <see cref="AllocationRounding.HalfToEven"/> does.</param>
/// <param name="MeanExperts">Active experts, the mean over all layers of all allocations.</param>
public sealed record RoundingEffect(AllocationRounding Rounding, int Allocations, int Changed, double MeanExperts)
{
    /// <summary>Tries every rule.</summary>
    /// <param name="allocations">The allocations.</param>
    /// <param name="moeLayers">MoE layers of the model.</param>
    /// <param name="trained">Active experts that it was trained with.</param>
    public static IReadOnlyList<RoundingEffect> Of(IReadOnlyList<Allocation> allocations, int moeLayers, int trained)
    {
        ArgumentNullException.ThrowIfNull(allocations);
        var usual = Experts(AllocationRounding.HalfToEven);
        return
        [
            .. Enum.GetValues<AllocationRounding>()
                .Select(rule => (Rule: rule, Experts: Experts(rule)))
                .Select(rounded => new RoundingEffect(
                    rounded.Rule,
                    allocations.Count,
                    rounded.Experts.Zip(usual).Count(pair => !pair.First.SequenceEqual(pair.Second)),
                    rounded.Experts.SelectMany(experts => experts).Average()
                )),
        ];

        int[][] Experts(AllocationRounding rule) =>
            [
                .. allocations.Select(allocation =>
                    (allocation with { Rounding = rule }).ActiveExperts(moeLayers, trained)
                ),
            ];
    }
}
