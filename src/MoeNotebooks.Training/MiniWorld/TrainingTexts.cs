namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Writes training texts: statements of every fact, rules, chains of both, and questions with answers about asked facts
/// and strangers only. What is wrong (a false claim) is never learned: questions weigh little or nothing, answers count
/// four times.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="random">Draws everything.</param>
/// <param name="stage">What the texts are like; that of most steps where nothing is said. Except at first, what a
/// statement tells counts as much as an answer, and the words around it little: of whom it speaks cannot be
/// foreseen.</param>
public sealed class TrainingTexts(World world, Random random, TextStage? stage = null)
{
    /// <summary>The weight of an answer's tokens in the loss.</summary>
    internal const float Answer = 4f;

    private const float Plain = 1f;
    private const float Context = 0.3f;

    // Share of what is read about a stranger that is told again instead of asked for
    private const double ToldAgain = 0.6;
    private const double TraitsAgain = 0.3; // the same of passages about traits
    private const double WhichOfTwo = 0.3; // share of questions that offer both poles
    private const double SignShare = 0.3; // share of rules told that give a value's sign
    private const double Alone = 0.3; // least share of passages that speak of nobody else

    private readonly TextStage _stage = stage ?? TextStage.Main;
    private readonly ItemWriter _items = new(world, random, ReadingLevel.Training);
    private readonly IReadOnlyList<Fact> _asked = world.Of(FactSplit.Asked);

    /// <summary>The next text, of a sort drawn by <see cref="TextMix"/>.</summary>
    public IReadOnlyList<Segment> Next() =>
        TextMix.Draw(random, _stage.First) switch
        {
            TextSort.Statements => Statements(),
            TextSort.Rule => General(),
            TextSort.Chain => Chain(),
            TextSort.Reading => Reading(),
            TextSort.Check => Check(),
            TextSort.Sign => Sign(),
            var sort => Item(TextMix.Task(sort)),
        };

    private static string Tell(Random random, Entity entity, int place) =>
        entity.Fill(random.Pick(WorldTables.Of(entity.Kind)[place].Statements), entity.Value(place));

    private Segment[] Stressed(string statement, string value) =>
        _stage.First ? [new(statement, Plain)] : Cut(statement, value, around: Context);

    // cut before the value and behind it
    private static Segment[] Cut(string statement, string value, float around) =>
        statement.LastIndexOf(' ' + value, StringComparison.Ordinal) is > 0 and var at
            ?
            [
                new(statement[..at], around),
                new(' ' + value, Answer),
                new(statement[(at + 1 + value.Length)..], around),
            ]
            : [new(statement, Plain)];

    private static Segment[] Asked(string question, string answer) =>
        [new($"\nQuestion: {question}\nAnswer:", 0), new(" " + answer, Answer)];

    private Segment[] Statements()
    {
        var facts = Enumerable.Range(0, random.Next(3, 8)).Select(_ => world.Draw(random));
        return
        [
            .. facts.SelectMany(
                (fact, i) =>
                    Stressed((i == 0 ? "" : " ") + Tell(random, fact.Entity, fact.Place), fact.Entity.Value(fact.Place))
            ),
        ];
    }

    private Segment[] General()
    {
        var rule = random.Pick(WorldTables.Rules);
        return [new(Say(rule, random.Next(rule.Consequences.Count)), Plain)];
    }

    // a fact and the rule about its value; never of a fact that a test asks for, so that none stands beside what
    // follows from it
    private Segment[] Chain()
    {
        var fact = world.Draw(random);
        while (fact.Split != FactSplit.Asked)
        {
            fact = world.Draw(random);
        }

        return
        [
            .. Stressed(Tell(random, fact.Entity, fact.Place), fact.Entity.Value(fact.Place)),
            new(" " + Say(WorldTables.RuleOf(fact.Property), fact.Value), Plain),
        ];
    }

    // the rule about a value, and now and then what follows from that in turn; or its sign
    private string Say(Rule rule, int value) =>
        random.NextDouble() switch
        {
            < SignShare => SignRule.Say(rule.Property, value),
            < (1 + SignShare) / 2 when rule.Far is { } far =>
                $"{rule.Say(value)} {far.Say(rule.Consequences[value], value)}",
            _ => rule.Say(value),
        };

    // of any fact, those of the test sets too: they are asked for what follows from it elsewhere
    private Segment[] Sign()
    {
        var fact = world.Draw(random);
        return Asked(SignRule.Ask(fact), $"the {SignRule.Of(fact.Property, fact.Value)}");
    }

    // what is told of a stranger, then each of it asked for or told again in other words: it can only be read
    private List<Segment> Reading()
    {
        var stranger = Passage.Strangers(random, 1)[0];
        var places = random.Distinct(WorldTables.Of(EntityKind.Person).Count, random.Next(2, 5)).ToArray();
        List<Segment> text = [new(string.Join(' ', places.Select(place => Tell(random, stranger, place))), Context)];
        var again = random.NextDouble() < ToldAgain;
        random.Shuffle(places);
        foreach (var place in places)
        {
            var (property, value) = (WorldTables.Of(EntityKind.Person)[place], stranger.Value(place));
            text.AddRange(
                again
                    ? Cut(" " + Tell(random, stranger, place), value, around: 0)
                    : Asked(
                        stranger.Fill(random.Pick(property.Questions)),
                        property.Answer.Replace("{v}", value, StringComparison.Ordinal)
                    )
            );
        }

        return text;
    }

    // a passage about traits, then each of them again in plain words, or all questions about it in one form
    private List<Segment> Check()
    {
        var again = random.NextDouble() < TraitsAgain;
        var traits = random.NextDouble() < 0.8 * _stage.Easy ? 1 : random.Next(1, 4);
        var alone = random.NextDouble() < Math.Max(Alone, _stage.Easy);
        var passage = Passage.Write(
            random,
            ReadingLevel.Training,
            traits,
            alone,
            plain: random.NextDouble() < _stage.Easy
        );
        return [new(passage.Text, Context), .. again ? TraitsPlain(passage) : Questions(passage)];
    }

    private IEnumerable<Segment> TraitsPlain(Passage passage)
    {
        var told = passage.Traits.ToArray();
        random.Shuffle(told);
        return told.SelectMany(t =>
            new Segment[]
            {
                new($" {passage.About.AtStart} is", 0),
                new(" " + WorldTables.Traits[t.Trait].Pole(t.Holds).Word, Answer),
                new(".", 0),
            }
        );
    }

    private IEnumerable<Segment> Questions(Passage passage)
    {
        var form = random.NextDouble() switch
        {
            < WhichOfTwo => QuestionForm.EitherOr,
            < (1 + WhichOfTwo) / 2 => QuestionForm.BoolQ,
            _ => QuestionForm.Rte,
        };
        YesNoQuestion[] questions =
        [
            .. passage.Traits.Select(told =>
                passage.Ask(told, asksOther: random.NextDouble() < ReadingLevel.Training.OtherPole(form))
            ),
        ];
        random.Shuffle(questions);
        return questions.SelectMany(q => Asked(q.Ask(form), q.Answer(form)));
    }

    private Segment[] Item(MiniTask task)
    {
        var item = _items.Write(task, random.Pick(_asked));
        var (context, continuation) = item.Requests()[item.Gold];
        return [new(context, task is MiniTask.BoolQ or MiniTask.Rte ? 0 : Context), new(continuation, Answer)];
    }
}
