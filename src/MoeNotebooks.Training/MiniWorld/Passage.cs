namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Sentences about two strangers who differ in every trait told, in any order: which words stand in the passage says nothing about either
/// of them; one has to see who is meant and mind the word "not".
/// </summary>
/// <param name="First">One stranger.</param>
/// <param name="Second">The other.</param>
/// <param name="Traits">The traits told, and whether each holds for the first; for the second the opposite does.</param>
/// <param name="Text">The sentences.</param>
internal sealed record Passage(Entity First, Entity Second, IReadOnlyList<(int Trait, bool OfFirst)> Traits, string Text)
{
    // Plain and negated sentences about as often: "Ben is big." tells as much as "Ben is not big." tells against it.
    private const double PlainShare = 0.38;
    private const double NegatedShare = 0.32;

    /// <summary>A passage that tells some traits of two strangers.</summary>
    /// <param name="random">Draws everything.</param>
    /// <param name="traits">How many traits.</param>
    public static Passage Write(Random random, int traits)
    {
        var (first, second) = Strangers(random);
        (int, bool)[] told = [.. random.Distinct(WorldTables.Traits.Count, traits).Select(t => (t, random.Next(2) == 0))];
        string[] sentences = [.. told.SelectMany(t => new[] { Tell(random, first, t.Item1, t.Item2), Tell(random, second, t.Item1, !t.Item2) })];
        random.Shuffle(sentences);
        return new Passage(first, second, told, string.Join(' ', sentences));
    }

    /// <summary>The question about one trait of one of the two.</summary>
    public YesNoQuestion Ask((int Trait, bool OfFirst) told, bool ofFirst, bool asksOther) =>
        YesNoQuestion.About(ofFirst ? First : Second, told.Trait, told.OfFirst == ofFirst, asksOther);

    /// <summary>Two persons who exist in one text only.</summary>
    public static (Entity First, Entity Second) Strangers(Random random)
    {
        var names = random.Distinct(WorldTables.Strangers.Count, 2).ToArray();
        return (Stranger(random, names[0]), Stranger(random, names[1]));
    }

    private static Entity Stranger(Random random, int name) => new(
        EntityKind.Person, WorldTables.Strangers[name], [.. WorldTables.Of(EntityKind.Person).Select(p => random.Next(p.Values.Count))]);

    private static string Tell(Random random, Entity entity, int trait, bool holds)
    {
        var (pole, other) = (WorldTables.Traits[trait].Pole(holds), WorldTables.Traits[trait].Pole(!holds));
        return random.NextDouble() switch
        {
            < PlainShare => entity.Fill("{E} is {v}.", pole.Word),
            < PlainShare + NegatedShare => entity.Fill("{E} is not {v}.", other.Word),
            _ => entity.Fill(pole.Paraphrase),
        };
    }
}
