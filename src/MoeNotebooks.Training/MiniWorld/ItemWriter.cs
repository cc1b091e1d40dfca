namespace MoeNotebooks.Training.MiniWorld;

/// <summary>Writes questions of the six tasks.</summary>
/// <param name="world">The world.</param>
/// <param name="random">Draws everything that the fact leaves open.</param>
/// <param name="reading">What BoolQ and RTE are like.</param>
internal sealed class ItemWriter(World world, Random random, ReadingLevel reading)
{
    private const double FarShare = 0.5; // of the two-hop questions that can have three

    private static readonly string[] NoYes = ["no", "yes"];
    private static readonly string[] TrueFalse = ["True", "False"];

    /// <summary>One question.</summary>
    /// <param name="task">The task.</param>
    /// <param name="fact">What it asks for; BoolQ and RTE ask about strangers instead.</param>
    public MiniItem Write(MiniTask task, Fact fact) =>
        task switch
        {
            MiniTask.ArcEasy => Choice(
                task,
                fact,
                random.Pick(fact.Property.Questions),
                fact.Property.Values,
                fact.Property.Answer,
                "{v}"
            ),
            MiniTask.OpenBookQA => Choice(
                task,
                fact,
                random.Pick(fact.Property.Stems),
                fact.Property.Values,
                fact.Property.Answer,
                "{v}"
            ),
            MiniTask.ArcChallenge => Hops(fact),
            MiniTask.WinoGrande => Blank(fact),
            _ => YesNo(task),
        };

    private MiniItem Hops(Fact fact)
    {
        var rule = WorldTables.RuleOf(fact.Property);
        return rule.Far is { } far && random.NextDouble() < FarShare
            ? Choice(MiniTask.ArcChallenge, fact, far.Question, far.Consequences, "{f}", "{f}")
            : Choice(MiniTask.ArcChallenge, fact, random.Pick(rule.Questions), rule.Consequences, rule.Answer, "{c}");
    }

    // the right answer and three other values, in any order
    private MiniItem Choice(
        MiniTask task,
        Fact fact,
        string question,
        IReadOnlyList<string> values,
        string answer,
        string mark
    )
    {
        var others = random.Distinct(values.Count - 1, 3).Select(i => (fact.Value + 1 + i) % values.Count);
        int[] chosen = [fact.Value, .. others];
        random.Shuffle(chosen);
        return new MiniItem(
            task,
            fact.Entity.Fill(question),
            "",
            [.. chosen.Select(v => answer.Replace(mark, values[v], StringComparison.Ordinal))],
            Array.IndexOf(chosen, fact.Value),
            fact.Entity.Name
        );
    }

    private MiniItem YesNo(MiniTask task)
    {
        var form = task == MiniTask.BoolQ ? QuestionForm.BoolQ : QuestionForm.Rte;
        var passage = Passage.Write(random, reading, reading.Traits(form));
        var asksOther = random.NextDouble() < reading.OtherPole(form);
        var q = passage.Ask(random.Pick(passage.Traits), asksOther);
        return task == MiniTask.BoolQ
            ? new MiniItem(task, passage.Text, q.Question, NoYes, q.Holds ? 1 : 0, passage.About.Name)
            : new MiniItem(task, passage.Text, q.Claim, TrueFalse, q.Holds ? 0 : 1, passage.About.Name);
    }

    private MiniItem Blank(Fact fact)
    {
        var others = world.Like(fact).Where(other => other.Value != fact.Value).ToArray();
        var (right, wrong, gold) = (fact.Entity, random.Pick(others).Entity, random.Next(2));
        var (first, second) = gold == 0 ? (right, wrong) : (wrong, right);
        var the = right.Kind == EntityKind.Person ? "" : "the ";
        var sentence =
            $"{first.AtStart} met {second.Inside}, then {the}_ "
            + right.Fill(fact.Property.Tail, right.Value(fact.Place));
        return new MiniItem(MiniTask.WinoGrande, sentence, "", [first.Name, second.Name], gold, right.Name);
    }
}
