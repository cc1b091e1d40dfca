namespace MoeNotebooks.Training.MiniWorld;

/// <summary>A few sentences about one entity, and what they tell of it.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Traits">The traits told.</param>
/// <param name="Properties">The properties told.</param>
/// <param name="Text">The sentences.</param>
internal sealed record Passage(Entity Entity, IReadOnlyList<int> Traits, IReadOnlyList<int> Properties, string Text)
{
    private const double ParaphraseShare = 0.25;

    /// <summary>Two or three traits and one or two properties, in any order.</summary>
    public static Passage Write(Random random, Entity entity)
    {
        int[] traits = [.. random.Distinct(WorldTables.Traits.Count, random.Next(2, 4))];
        int[] properties = [.. random.Distinct(WorldTables.Of(entity.Kind).Count, random.Next(1, 3))];
        (string Template, string? Value)[] told =
        [
            .. traits.Select(t => Tell(random, entity, t)),
            .. properties.Select(p => TellProperty(random, entity, p)),
        ];
        return new Passage(entity, traits, properties, string.Join(' ', Join(random, entity, told)));
    }

    /// <summary>A template that tells a trait: the adjective, or now and then its paraphrase.</summary>
    public static (string Template, string? Value) Tell(Random random, Entity entity, int trait)
    {
        var pole = WorldTables.Traits[trait].Pole(entity.Traits[trait]);
        return random.NextDouble() < ParaphraseShare ? (pole.Paraphrase, null) : ("{E} is {v}.", pole.Word);
    }

    /// <summary>A template that tells a property, and its value.</summary>
    public static (string Template, string? Value) TellProperty(Random random, Entity entity, int property) =>
        (random.Pick(WorldTables.Of(entity.Kind)[property].Statements), entity.Value(property));

    // the first sentence names the entity; half of the later ones say "It"
    private static string[] Join(Random random, Entity entity, (string Template, string? Value)[] told)
    {
        random.Shuffle(told);
        return [.. told.Select((t, i) => entity.Fill(
            i > 0 && t.Template.StartsWith("{E}", StringComparison.Ordinal) && random.Next(2) == 0
                ? entity.Pronoun + t.Template[3..]
                : t.Template,
            t.Value))];
    }
}
