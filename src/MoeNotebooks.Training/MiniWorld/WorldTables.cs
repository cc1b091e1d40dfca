namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The words of the mini world: properties, rules, traits, and the names of strangers.</summary>
public static class WorldTables
{
    /// <summary>All properties, four for each kind.</summary>
    public static IReadOnlyList<Property> Properties { get; } =
    [.. AnimalProperties.All, .. ThingProperties.All, .. PersonProperties.All];

    /// <summary>The traits that passages tell of strangers.</summary>
    public static IReadOnlyList<Trait> Traits { get; } =
    [
        new(new("big", "{E} fills a whole room."), new("small", "{E} fits into a pocket.")),
        new(new("strong", "{E} can take any load."), new("weak", "{E} gives up after a minute.")),
        new(new("clean", "There is no spot on {e}."), new("dirty", "There is mud all over {e}.")),
        new(new("loud", "{E} is heard from afar."), new("quiet", "{E} makes no sound.")),
        new(new("famous", "All papers write about {e}."), new("unknown", "No paper writes about {e}.")),
    ];

    /// <summary>The rule of each property: what follows from its values.</summary>
    public static IReadOnlyList<Rule> Rules { get; } =
    [.. AnimalProperties.Rules, .. ThingProperties.Rules, .. PersonProperties.Rules];

    /// <summary>The names that strangers take; no entity has one.</summary>
    public static IReadOnlyList<string> Strangers { get; } =
    [
        "Adam",
        "Alice",
        "Anna",
        "Ben",
        "Carl",
        "Clara",
        "Daniel",
        "Dora",
        "Edith",
        "Emil",
        "Emma",
        "Eric",
        "Fiona",
        "Frank",
        "Fred",
        "Grace",
        "Greta",
        "Hannah",
        "Hans",
        "Henry",
        "Ida",
        "Irene",
        "Jack",
        "James",
        "Jane",
        "Julia",
        "Karen",
        "Leo",
        "Lily",
        "Lucas",
        "Maria",
        "Mark",
        "Martha",
        "Nina",
        "Noah",
        "Olga",
        "Oscar",
        "Paul",
        "Peter",
        "Rosa",
        "Sarah",
        "Simon",
        "Sofia",
        "Theo",
        "Thomas",
        "Ursula",
        "Victor",
        "Walter",
    ];

    /// <summary>The properties of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static IReadOnlyList<Property> Of(EntityKind kind) => ByKind[(int)kind];

    /// <summary>A property's place among all.</summary>
    /// <param name="property">The property.</param>
    internal static int Place(Property property) => Places[property];

    /// <summary>The rule about a property's values.</summary>
    /// <param name="property">The property.</param>
    public static Rule RuleOf(Property property) => ByProperty[property];

    private static readonly Property[][] ByKind =
    [
        .. Enum.GetValues<EntityKind>().Select(kind => Properties.Where(p => p.Kind == kind).ToArray()),
    ];

    private static readonly Dictionary<Property, int> Places = Properties
        .Index()
        .ToDictionary(p => p.Item, p => p.Index);

    private static readonly Dictionary<Property, Rule> ByProperty = Rules.ToDictionary(rule => rule.Property);
}
