namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// The closed world: every entity with its facts, and how often each is spoken of. The same seed gives the same world.
/// Facts are told as words of a language are used: the r-th most frequent one in proportion to 1 / (r + q)^s, Zipf's
/// law with Mandelbrot's q, so that no single fact is heard all day.
/// </summary>
public sealed class World
{
    /// <summary>The seed of the world that the kit ships.</summary>
    public const int DefaultSeed = 1;

    /// <summary>Facts that only the test sets ask for, as many as each of them has questions.</summary>
    public const int TestFacts = 500;

    /// <summary>Facts that only the dev sets ask for.</summary>
    public const int DevFacts = 200;

    // s and q: the rarest fact is told 1 / 470 as often as the most frequent one, which is 1.6 % of all tellings
    private const double Exponent = 1.4;
    private const int Offset = 30;

    private const int PerKind = 200;

    private readonly double[] _upTo; // the share of all tellings that the facts up to each one get
    private readonly ILookup<(EntityKind, int, FactSplit), Fact> _byProperty;
    private readonly ILookup<FactSplit, Fact> _bySplit;

    /// <summary>Makes the world.</summary>
    /// <param name="seed">Decides names, facts, frequencies and splits.</param>
    public World(int seed = DefaultSeed)
    {
        Seed = seed;
        var random = new Random(seed);
        var names = new NameMaker(random);
        Entities = [.. Enum.GetValues<EntityKind>().SelectMany(kind => Make(kind, random, names))];
        var facts = Entities
            .SelectMany(entity => entity.Values.Select((_, place) => new Fact(entity, place, FactSplit.Asked)))
            .ToArray();
        // The splits are drawn without regard to frequency, and frequency without regard to splits
        random.Shuffle(facts);
        facts = [.. ByTurns(facts)];
        facts =
        [
            .. facts.Select(
                (fact, i) =>
                    fact with
                    {
                        Split =
                            i < TestFacts ? FactSplit.Test
                            : i < TestFacts + DevFacts ? FactSplit.Dev
                            : FactSplit.Asked,
                    }
            ),
        ];
        random.Shuffle(facts);
        Facts = facts;
        _upTo = UpTo([.. facts.Select((_, rank) => Math.Pow(rank + Offset, -Exponent))]);
        _byProperty = facts.ToLookup(fact => (fact.Entity.Kind, fact.Place, fact.Split));
        _bySplit = facts.ToLookup(fact => fact.Split);
    }

    /// <summary>The seed it was made with.</summary>
    public int Seed { get; }

    /// <summary>All entities.</summary>
    public IReadOnlyList<Entity> Entities { get; }

    /// <summary>All facts, the most frequent first.</summary>
    public IReadOnlyList<Fact> Facts { get; }

    /// <summary>The facts of a split.</summary>
    /// <param name="split">The split.</param>
    public IReadOnlyList<Fact> Of(FactSplit split) => [.. _bySplit[split]];

    /// <summary>The facts of a split about one property.</summary>
    /// <param name="like">A fact of the same split and property.</param>
    internal IReadOnlyList<Fact> Like(Fact like) => [.. _byProperty[(like.Entity.Kind, like.Place, like.Split)]];

    /// <summary>A fact, frequent ones more often.</summary>
    internal Fact Draw(Random random)
    {
        var at = Array.BinarySearch(_upTo, random.NextDouble());
        return Facts[Math.Min(at < 0 ? ~at : at, Facts.Count - 1)];
    }

    private static IEnumerable<Entity> Make(EntityKind kind, Random random, NameMaker names)
    {
        // every value is equally frequent, in an order of its own for each property
        var values = WorldTables
            .Of(kind)
            .Select(p =>
            {
                var column = Enumerable.Range(0, PerKind).Select(i => i % p.Values.Count).ToArray();
                random.Shuffle(column);
                return column;
            })
            .ToArray();
        return
        [
            .. Enumerable
                .Range(0, PerKind)
                .Select(i => new Entity(
                    kind,
                    NameMaker.For(kind, names.Next()),
                    [.. values.Select(column => column[i])]
                )),
        ];
    }

    // one of every value, then another of every value: a split that took more of some would leave fewer of them to
    // training, and a test could be guessed from that
    private static IEnumerable<Fact> ByTurns(IEnumerable<Fact> facts) =>
        facts
            .GroupBy(fact => (fact.Property, fact.Value))
            .SelectMany(group => group.Index())
            .OrderBy(pair => pair.Index)
            .Select(pair => pair.Item);

    private static double[] UpTo(double[] weights)
    {
        var (sum, total) = (0.0, weights.Sum());
        return [.. weights.Select(weight => (sum += weight) / total)];
    }
}
