using System.Runtime.InteropServices;

namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Sentences about the traits of a stranger, and one about somebody else, in any order: which words stand in the
/// passage says nothing about the stranger; one has to see which trait is meant, mind the word "not", and know what the
/// two poles are.
/// </summary>
/// <param name="About">The stranger.</param>
/// <param name="Other">The other one; <see langword="null"/> if nobody else is spoken of.</param>
/// <param name="Traits">The traits told, and whether each holds.</param>
/// <param name="Text">The sentences.</param>
internal sealed record Passage(Entity About, Entity? Other, IReadOnlyList<(int Trait, bool Holds)> Traits, string Text)
{
    /// <summary>A passage that tells some traits of a stranger.</summary>
    /// <param name="random">Draws everything.</param>
    /// <param name="level">How often it speaks plainly and how often it negates.</param>
    /// <param name="traits">How many traits.</param>
    /// <param name="alone">Whether nobody else is spoken of.</param>
    /// <param name="plain">Whether every sentence names the trait and none negates.</param>
    public static Passage Write(Random random, ReadingLevel level, int traits, bool alone = false, bool plain = false)
    {
        var strangers = Strangers(random, 2);
        (int Trait, bool Holds)[] told =
        [
            .. random.Distinct(WorldTables.Traits.Count, traits).Select(t => (t, random.Next(2) == 0)),
        ];
        List<string> sentences =
        [
            .. told.Select(t => Tell(plain ? 0 : random.NextDouble(), level, strangers[0], t.Trait, t.Holds)),
        ];
        if (!alone)
        {
            var place = random.Next(WorldTables.Of(EntityKind.Person).Count);
            sentences.Add(
                strangers[1]
                    .Fill(random.Pick(WorldTables.Of(EntityKind.Person)[place].Statements), strangers[1].Value(place))
            );
        }

        random.Shuffle(CollectionsMarshal.AsSpan(sentences));
        return new Passage(strangers[0], alone ? null : strangers[1], told, string.Join(' ', sentences));
    }

    /// <summary>The question about one trait.</summary>
    public YesNoQuestion Ask((int Trait, bool Holds) told, bool asksOther) =>
        YesNoQuestion.About(About, told.Trait, told.Holds, asksOther);

    /// <summary>Persons who exist in one text only.</summary>
    public static IReadOnlyList<Entity> Strangers(Random random, int count) =>
        [.. random.Distinct(WorldTables.Strangers.Count, count).ToArray().Select(name => Stranger(random, name))];

    private static Entity Stranger(Random random, int name) =>
        new(
            EntityKind.Person,
            WorldTables.Strangers[name],
            [.. WorldTables.Of(EntityKind.Person).Select(p => random.Next(p.Values.Count))]
        );

    // form: where between 0 and 1 the draw of plain, negated or other words fell
    private static string Tell(double form, ReadingLevel level, Entity entity, int trait, bool holds)
    {
        var (pole, other) = (WorldTables.Traits[trait].Pole(holds), WorldTables.Traits[trait].Pole(!holds));
        return form < level.Plain ? entity.Fill("{E} is {v}.", pole.Word)
            : form < level.Plain + level.Negated ? entity.Fill("{E} is not {v}.", other.Word)
            : entity.Fill(pole.Paraphrase);
    }
}
