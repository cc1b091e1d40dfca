namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Writes training texts: statements about every entity, rules, chains of both, and questions with answers about asked entities and
/// strangers only. What is wrong (a false claim) is never learned: questions weigh little or nothing, answers count four times.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="random">Draws everything.</param>
/// <param name="phase">The mix of texts.</param>
public sealed class TrainingTexts(World world, Random random, TextPhase phase)
{
    /// <summary>The weight of an answer's tokens in the loss.</summary>
    internal const float Answer = 4f;

    private const float Plain = 1f;
    private const float Context = 0.3f;

    private readonly ItemWriter _items = new(world, EntityGroup.Asked, random);

    /// <summary>The next text, of a sort drawn by <see cref="TextMix"/>.</summary>
    public IReadOnlyList<Segment> Next() => TextMix.Draw(random, phase) switch
    {
        TextSort.Statements => Statements(),
        TextSort.Rule => General(),
        TextSort.Chain => Chain(),
        TextSort.Reading => Reading(),
        TextSort.Check => Check(),
        var sort => Item(TextMix.Task(sort)),
    };

    private Entity Known(EntityKind kind) =>
        random.NextDouble() < 0.6 ? random.Pick(world.Of(kind, EntityGroup.Asked)) : random.Pick(world.Of(kind, EntityGroup.Held));

    private EntityKind Kind() => (EntityKind)random.Next(3);

    private Segment[] Statements()
    {
        var sentences = new List<string>();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            var entity = Known(Kind());
            (string Template, string? Value)[] told =
            [
                .. random.Distinct(4, random.Next(1, 4)).Select(p => Passage.TellProperty(random, entity, p)),
                .. random.Distinct(WorldTables.Traits.Count, random.Next(0, 2)).Select(t => Passage.Tell(random, entity, t)),
            ];
            random.Shuffle(told);
            sentences.AddRange(told.Select(t => entity.Fill(t.Template, t.Value)));
        }

        return [new(string.Join(' ', sentences), Plain)];
    }

    private static string Say(Rule rule, int value) => rule.General
        .Replace("{v}", rule.Property.Values[value], StringComparison.Ordinal)
        .Replace("{c}", rule.Consequences[value], StringComparison.Ordinal);

    private Segment[] General()
    {
        var rule = random.Pick(WorldTables.Rules);
        return [new(Say(rule, random.Next(rule.Consequences.Count)), Plain)];
    }

    // a fact and the rule about its value
    private Segment[] Chain()
    {
        var rule = random.Pick(WorldTables.Rules);
        var entity = Known(rule.Property.Kind);
        var place = WorldTables.PlaceOf(rule.Property);
        var (template, value) = Passage.TellProperty(random, entity, place);
        return [new(entity.Fill(template, value) + " " + Say(rule, entity.Values[place]), Plain)];
    }

    // open questions about a stranger: the answer can only be read
    private List<Segment> Reading()
    {
        var passage = Passage.Write(random, world.Stranger(random, Kind()));
        var entity = passage.Entity;
        var text = new List<Segment> { new(passage.Text, Context) };
        foreach (var place in passage.Properties)
        {
            var property = WorldTables.Of(entity.Kind)[place];
            text.Add(new($"\nQuestion: {entity.Fill(random.Pick(property.Questions))}\nAnswer:", 0));
            text.Add(new(" " + property.Answer.Replace("{v}", entity.Value(place), StringComparison.Ordinal), Answer));
        }

        return text;
    }

    // several yes-or-no questions about one passage, mostly about strangers
    private List<Segment> Check()
    {
        var entity = random.NextDouble() < 0.6 ? world.Stranger(random, Kind()) : random.Pick(world.Of(Kind(), EntityGroup.Asked));
        var passage = Passage.Write(random, entity);
        var questions = Questions(passage).ToArray();
        random.Shuffle(questions);
        var boolq = random.Next(2) == 0;
        var text = new List<Segment> { new(passage.Text, Context) };
        foreach (var q in questions.Take(6))
        {
            text.Add(new(boolq ? $"\nQuestion: {q.Question}?\nAnswer:" : $"\nQuestion: {q.Claim} True or False?\nAnswer:", 0));
            text.Add(new(boolq ? (q.Holds ? " yes" : " no") : (q.Holds ? " True" : " False"), Answer));
        }

        return text;
    }

    private IEnumerable<YesNoQuestion> Questions(Passage passage)
    {
        foreach (var trait in passage.Traits)
        {
            yield return YesNoQuestion.OfTrait(passage.Entity, trait, asksOther: false);
            if (random.NextDouble() < 0.3)
            {
                yield return YesNoQuestion.OfTrait(passage.Entity, trait, asksOther: true);
            }
        }

        foreach (var place in passage.Properties)
        {
            if (random.NextDouble() < 0.3)
            {
                yield return YesNoQuestion.OfProperty(random, passage.Entity, place, random.Next(2) == 0);
            }
        }
    }

    private Segment[] Item(MiniTask task)
    {
        var item = _items.Write(task);
        var (context, continuation) = item.Requests()[item.Gold];
        return [new(context, task is MiniTask.BoolQ or MiniTask.Rte ? 0 : Context), new(continuation, Answer)];
    }
}
