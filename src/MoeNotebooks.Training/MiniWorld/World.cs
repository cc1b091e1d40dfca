namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The closed world: every entity with its facts. The same seed gives the same world.</summary>
public sealed class World
{
    /// <summary>The seed of the world that the kit ships.</summary>
    public const int DefaultSeed = 1;

    private const int PerKind = 120;
    private const double AskedShare = 0.6;

    private readonly Entity[][][] _groups; // [kind][group]
    private readonly string[] _strangers;

    /// <summary>Makes the world.</summary>
    /// <param name="seed">Decides names and facts.</param>
    public World(int seed = DefaultSeed)
    {
        Seed = seed;
        var random = new Random(seed);
        var names = new NameMaker(random);
        var entities = new List<Entity>();
        foreach (var kind in Enum.GetValues<EntityKind>())
        {
            entities.AddRange(Make(kind, random, names));
        }

        Entities = entities;
        _strangers = [.. Enumerable.Range(0, 2500).Select(_ => names.Next())];
        _groups = [.. Enum.GetValues<EntityKind>().Select(kind => new[] { EntityGroup.Asked, EntityGroup.Held }
            .Select(group => entities.Where(e => e.Kind == kind && e.Group == group).ToArray()).ToArray())];
    }

    /// <summary>The seed it was made with.</summary>
    public int Seed { get; }

    /// <summary>All entities.</summary>
    public IReadOnlyList<Entity> Entities { get; }

    /// <summary>The names that strangers take, lower case; none is an entity's.</summary>
    public IReadOnlyList<string> StrangerNames => _strangers;

    /// <summary>The entities of a kind and group.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="group">Asked or held.</param>
    public IReadOnlyList<Entity> Of(EntityKind kind, EntityGroup group) => _groups[(int)kind][(int)group];

    /// <summary>An entity that exists in one text only.</summary>
    /// <param name="random">Draws its facts.</param>
    /// <param name="kind">Its kind.</param>
    public Entity Stranger(Random random, EntityKind kind) => Draw(
        kind, NameMaker.For(kind, _strangers[random.Next(_strangers.Length)]), EntityGroup.Stranger,
        [.. WorldTables.Of(kind).Select(p => random.Next(p.Values.Count))], random);

    private static IEnumerable<Entity> Make(EntityKind kind, Random random, NameMaker names)
    {
        // every value is equally frequent, in an order of its own for each property
        var values = WorldTables.Of(kind).Select(p =>
        {
            var column = Enumerable.Range(0, PerKind).Select(i => i % p.Values.Count).ToArray();
            random.Shuffle(column);
            return column;
        }).ToArray();
        for (var i = 0; i < PerKind; i++)
        {
            var group = i < PerKind * AskedShare ? EntityGroup.Asked : EntityGroup.Held;
            yield return Draw(kind, NameMaker.For(kind, names.Next()), group, [.. values.Select(column => column[i])], random);
        }
    }

    private static Entity Draw(EntityKind kind, string name, EntityGroup group, int[] values, Random random) =>
        new(kind, name, group, values, [.. WorldTables.Traits.Select(_ => random.Next(2) == 0)]);
}
