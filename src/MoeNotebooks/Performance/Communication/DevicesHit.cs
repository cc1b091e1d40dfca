using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Performance.Communication;

/// <summary>
/// On how many devices a token's experts live, experts being spread evenly in their order: a token is sent once to
/// each.
/// </summary>
public static class DevicesHit
{
    /// <summary>
    /// The expectation under uniform routing, <c>n_d (1 - C(S - E/n_d, k) / C(S, k))</c> with S = E selectable experts.
    /// With group-limited routing S are the experts of the chosen groups, and a device counts by the groups of its own
    /// that are among them.
    /// </summary>
    /// <param name="rule">Experts and groups.</param>
    /// <param name="active">Experts a token uses, k.</param>
    /// <param name="devices">Devices, n_d.</param>
    /// <exception cref="MoeUsageException">They do not fit each other.</exception>
    public static double Expected(RouterRule rule, int active, int devices)
    {
        Check(rule, active, devices);
        return Spread(rule, rule.Experts, active, devices);
    }

    /// <summary>
    /// The same where some experts may have been removed, evenly over groups and devices: then a device holds a
    /// fraction of an expert more or less.
    /// </summary>
    /// <param name="rule">Experts and groups.</param>
    /// <param name="kept">Experts that are left.</param>
    /// <param name="active">Experts a token uses.</param>
    /// <param name="devices">Devices.</param>
    internal static double Spread(RouterRule rule, double kept, int active, int devices)
    {
        var groupsHeld = Math.Max(1, rule.Groups / devices); // groups that a device has experts of
        var held = kept / Math.Max(devices, rule.Groups); // its experts of each of them
        var selectable = kept * rule.TopGroups / rule.Groups;
        var hit = Enumerable
            .Range(0, groupsHeld + 1)
            .Sum(chosen => Chosen(rule, groupsHeld, chosen) * (1 - Missed(selectable, chosen * held, active)));
        return devices * hit;
    }

    internal static void Check(RouterRule rule, int active, int devices)
    {
        ArgumentNullException.ThrowIfNull(rule);
        string[] problems =
        [
            .. devices < 1 || rule.Experts % devices != 0
                ? [$"devices is {devices}; it must divide the {rule.Experts} experts"]
                : Array.Empty<string>(),
            .. devices >= 1 && devices % rule.Groups != 0 && rule.Groups % devices != 0
                ? [$"devices is {devices}; it must divide the {rule.Groups} groups or be a multiple of them"]
                : Array.Empty<string>(),
            .. active < 1 || active > rule.Selectable
                ? [$"active is {active}; a token can use 1 to {rule.Selectable} experts"]
                : Array.Empty<string>(),
        ];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("expert parallelism", problems);
        }
    }

    /// <summary>The chance that so many of a device's groups are among the chosen ones.</summary>
    private static double Chosen(RouterRule rule, int held, int chosen) =>
        Ways(held, chosen) * Ways(rule.Groups - held, rule.TopGroups - chosen) / Ways(rule.Groups, rule.TopGroups);

    /// <summary><c>C(all - held, k) / C(all, k)</c>: the chance that none of k experts is among those held.</summary>
    private static double Missed(double all, double held, int k) =>
        Enumerable
            .Range(0, k)
            .Aggregate(1.0, (chance, i) => all > i ? chance * Math.Max(0, all - held - i) / (all - i) : 0);

    private static double Ways(int n, int k) =>
        k < 0 || k > n ? 0 : Enumerable.Range(0, k).Aggregate(1.0, (ways, i) => ways * (n - i) / (i + 1));
}
