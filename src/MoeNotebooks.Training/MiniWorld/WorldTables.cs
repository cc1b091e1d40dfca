namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The words of the mini world: properties, traits and rules.</summary>
public static class WorldTables
{
    /// <summary>All properties, four for each kind.</summary>
    public static IReadOnlyList<Property> Properties { get; } = [.. AnimalProperties.All, .. ThingProperties.All, .. PersonProperties.All];

    /// <summary>The traits, the same for every kind.</summary>
    public static IReadOnlyList<Trait> Traits { get; } =
    [
        new(new("big", "{E} fills a whole room."), new("small", "{E} fits into a pocket.")),
        new(new("strong", "{E} can take any load."), new("weak", "{E} gives up after a minute.")),
        new(new("clean", "There is no spot on {e}."), new("dirty", "There is mud all over {e}.")),
        new(new("loud", "{E} is heard from afar."), new("quiet", "{E} makes no sound.")),
        new(new("famous", "All papers write about {e}."), new("unknown", "No paper writes about {e}.")),
    ];

    /// <summary>All rules, two for each kind.</summary>
    public static IReadOnlyList<Rule> Rules { get; } = [.. AnimalProperties.Rules, .. ThingProperties.Rules, .. PersonProperties.Rules];

    /// <summary>The properties of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static IReadOnlyList<Property> Of(EntityKind kind) => ByKind[(int)kind];

    /// <summary>The place of a property among its kind's.</summary>
    /// <param name="property">The property.</param>
    public static int PlaceOf(Property property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return Array.IndexOf(ByKind[(int)property.Kind], property);
    }

    private static readonly Property[][] ByKind =
        [.. Enum.GetValues<EntityKind>().Select(kind => Properties.Where(p => p.Kind == kind).ToArray())];
}
