namespace MoeNotebooks.Training.MiniWorld;

/// <summary>Writes questions of the six tasks about entities of one group.</summary>
/// <param name="world">The world.</param>
/// <param name="group">Asked for training, held for evaluation.</param>
/// <param name="random">Draws everything.</param>
internal sealed class ItemWriter(World world, EntityGroup group, Random random)
{
    /// <summary>Share of yes-or-no items about a property's value; the others are about traits.</summary>
    public const double ValueShare = 0.1;

    /// <summary>Share of trait items that ask for the trait's other pole.</summary>
    public const double OtherPoleShare = 0.2;

    private static readonly string[] NoYes = ["no", "yes"];
    private static readonly string[] TrueFalse = ["True", "False"];

    /// <summary>One question.</summary>
    /// <param name="task">The task.</param>
    public MiniItem Write(MiniTask task) => task switch
    {
        MiniTask.ArcChallenge => TwoHop(),
        MiniTask.BoolQ or MiniTask.Rte => YesNo(task),
        MiniTask.WinoGrande => Blank(),
        _ => Fact(task),
    };

    private Entity Draw(EntityKind kind) => random.Pick(world.Of(kind, group));

    private EntityKind Kind() => (EntityKind)random.Next(3);

    private MiniItem Fact(MiniTask task)
    {
        var entity = Draw(Kind());
        var place = random.Next(WorldTables.Of(entity.Kind).Count);
        var property = WorldTables.Of(entity.Kind)[place];
        var text = entity.Fill(random.Pick(task == MiniTask.ArcEasy ? property.Questions : property.Stems));
        return Choice(task, entity, text, property.Values, entity.Values[place], property.Answer, "{v}");
    }

    private MiniItem TwoHop()
    {
        var rule = random.Pick(WorldTables.Rules);
        var entity = Draw(rule.Property.Kind);
        var value = entity.Values[WorldTables.PlaceOf(rule.Property)];
        return Choice(MiniTask.ArcChallenge, entity, entity.Fill(random.Pick(rule.Questions)), rule.Consequences, value, rule.Answer, "{c}");
    }

    // the right answer and three other values, in any order
    private MiniItem Choice(MiniTask task, Entity about, string text, IReadOnlyList<string> values, int right, string answer, string mark)
    {
        var others = random.Distinct(values.Count - 1, 3).Select(i => (right + 1 + i) % values.Count);
        int[] chosen = [right, .. others];
        random.Shuffle(chosen);
        return new MiniItem(
            task, text, "", [.. chosen.Select(v => answer.Replace(mark, values[v], StringComparison.Ordinal))], Array.IndexOf(chosen, right), about.Name);
    }

    private MiniItem YesNo(MiniTask task)
    {
        var passage = Passage.Write(random, Draw(Kind()));
        var q = random.NextDouble() < ValueShare
            ? YesNoQuestion.OfProperty(random, passage.Entity, random.Pick(passage.Properties), random.Next(2) == 0)
            : YesNoQuestion.OfTrait(passage.Entity, random.Pick(passage.Traits), random.NextDouble() < OtherPoleShare);
        return task == MiniTask.BoolQ
            ? new MiniItem(task, passage.Text, q.Question, NoYes, q.Holds ? 1 : 0, passage.Entity.Name)
            : new MiniItem(task, passage.Text, q.Claim, TrueFalse, q.Holds ? 0 : 1, passage.Entity.Name);
    }

    private MiniItem Blank()
    {
        var kind = Kind();
        var place = random.Next(WorldTables.Of(kind).Count);
        var first = Draw(kind);
        var second = Draw(kind);
        while (first.Values[place] == second.Values[place])
        {
            second = Draw(kind);
        }

        var gold = random.Next(2);
        var right = gold == 0 ? first : second;
        var the = kind == EntityKind.Person ? "" : "the ";
        var sentence = $"{first.AtStart} met {second.Inside}, then {the}_ "
            + right.Fill(WorldTables.Of(kind)[place].Tail, right.Value(place));
        return new MiniItem(MiniTask.WinoGrande, sentence, "", [first.Name, second.Name], gold, right.Name);
    }
}
