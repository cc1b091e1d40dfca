namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Writes training texts: statements of every fact, rules, chains of both, and questions with answers about asked facts and strangers
/// only. What is wrong (a false claim) is never learned: questions weigh little or nothing, answers count four times.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="random">Draws everything.</param>
/// <param name="stressed">Whether what a statement tells counts as much as an answer, and the words around it little: of whom it speaks
/// cannot be foreseen. The texts are the same.</param>
public sealed class TrainingTexts(World world, Random random, bool stressed = false)
{
    /// <summary>The weight of an answer's tokens in the loss.</summary>
    internal const float Answer = 4f;

    private const float Plain = 1f;
    private const float Context = 0.3f;

    private readonly ItemWriter _items = new(world, random);
    private readonly IReadOnlyList<Fact> _asked = world.Of(FactSplit.Asked);

    /// <summary>The next text, of a sort drawn by <see cref="TextMix"/>.</summary>
    public IReadOnlyList<Segment> Next() => TextMix.Draw(random) switch
    {
        TextSort.Statements => Statements(),
        TextSort.Rule => General(),
        TextSort.Chain => Chain(),
        TextSort.Reading => Reading(),
        TextSort.Check => Check(),
        var sort => Item(TextMix.Task(sort)),
    };

    private static string Tell(Random random, Entity entity, int place) =>
        entity.Fill(random.Pick(WorldTables.Of(entity.Kind)[place].Statements), entity.Value(place));

    // cut before the value and behind it
    private IEnumerable<Segment> Stressed(string statement, string value)
    {
        var at = statement.LastIndexOf(' ' + value, StringComparison.Ordinal);
        return stressed && at > 0
            ? [new(statement[..at], Context), new(' ' + value, Answer), new(statement[(at + 1 + value.Length)..], Context)]
            : [new(statement, Plain)];
    }

    private Segment[] Statements()
    {
        var facts = Enumerable.Range(0, random.Next(3, 8)).Select(_ => world.Draw(random));
        return [.. facts.SelectMany((fact, i) => Stressed((i == 0 ? "" : " ") + Tell(random, fact.Entity, fact.Place), fact.Entity.Value(fact.Place)))];
    }

    private Segment[] General()
    {
        var rule = random.Pick(WorldTables.Rules);
        return [new(Say(rule, random.Next(rule.Consequences.Count)), Plain)];
    }

    // a fact and the rule about its value
    private Segment[] Chain()
    {
        var fact = world.Draw(random);
        return [.. Stressed(Tell(random, fact.Entity, fact.Place), fact.Entity.Value(fact.Place)), new(" " + Say(WorldTables.RuleOf(fact.Property), fact.Value), Plain)];
    }

    // the rule about a value, and now and then what follows from that in turn
    private string Say(Rule rule, int value) => rule.Far is { } far && random.Next(2) == 0
        ? $"{rule.Say(value)} {far.Say(rule.Consequences[value], value)}"
        : rule.Say(value);

    // open questions about two strangers: the answer can only be read
    private List<Segment> Reading()
    {
        var (first, second) = Passage.Strangers(random);
        var place = random.Next(WorldTables.Of(EntityKind.Person).Count);
        Entity[] both = [first, second];
        var text = new List<Segment> { new(string.Join(' ', both.Select(entity => Tell(random, entity, place))), Context) };
        random.Shuffle(both);
        foreach (var entity in both)
        {
            var property = WorldTables.Of(EntityKind.Person)[place];
            text.Add(new($"\nQuestion: {entity.Fill(random.Pick(property.Questions))}\nAnswer:", 0));
            text.Add(new(" " + property.Answer.Replace("{v}", entity.Value(place), StringComparison.Ordinal), Answer));
        }

        return text;
    }

    // all questions about one passage
    private List<Segment> Check()
    {
        var boolq = random.Next(2) == 0;
        var passage = Passage.Write(random, traits: random.Next(1, 3));
        var otherShare = boolq ? ItemWriter.OtherPoleInBoolQ : ItemWriter.OtherPoleInRte;
        YesNoQuestion[] questions = [.. passage.Traits.SelectMany(told => new[] { true, false }.Select(ofFirst =>
            passage.Ask(told, ofFirst, asksOther: random.NextDouble() < otherShare)))];
        random.Shuffle(questions);
        var text = new List<Segment> { new(passage.Text, Context) };
        foreach (var q in questions)
        {
            text.Add(new(boolq ? $"\nQuestion: {q.Question}?\nAnswer:" : $"\nQuestion: {q.Claim} True or False?\nAnswer:", 0));
            text.Add(new(boolq ? (q.Holds ? " yes" : " no") : (q.Holds ? " True" : " False"), Answer));
        }

        return text;
    }

    private Segment[] Item(MiniTask task)
    {
        var item = _items.Write(task, random.Pick(_asked));
        var (context, continuation) = item.Requests()[item.Gold];
        return [new(context, task is MiniTask.BoolQ or MiniTask.Rte ? 0 : Context), new(continuation, Answer)];
    }
}
