using MoeNotebooks.Routing;

namespace MoeNotebooks.Performance.Communication;

/// <summary>A router without favourites, simulated: first groups, then experts in them, all equally likely.</summary>
public static class UniformRouting
{
    /// <summary>Draws tokens and counts the devices that they are sent to.</summary>
    /// <param name="rule">Experts and groups.</param>
    /// <param name="active">Experts a token uses, k.</param>
    /// <param name="devices">Devices, n_d.</param>
    /// <param name="tokens">How many tokens.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="Errors.MoeUsageException">Experts, groups and devices do not fit each other.</exception>
    public static DispatchTally Count(RouterRule rule, int active, int devices, int tokens, int seed)
    {
        DevicesHit.Check(rule, active, devices);
        var random = new Random(seed);
        var tally = new DispatchTally(rule.Experts, devices);
        int[] groups = [.. Enumerable.Range(0, rule.Groups)];
        var size = rule.Experts / rule.Groups;
        for (var token = 0; token < tokens; token++)
        {
            random.Shuffle(groups);
            long[] selectable =
            [
                .. groups
                    .Take(rule.TopGroups)
                    .SelectMany(group => Enumerable.Range(group * size, size))
                    .Select(expert => (long)expert),
            ];
            random.Shuffle(selectable);
            tally.Add(selectable.AsSpan(0, active), active);
        }

        return tally;
    }
}
