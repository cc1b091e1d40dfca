using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class MiniDataSetTests
{
    private static readonly World Shipped = new();
    private static readonly FactSplit[] Evaluated = [FactSplit.Dev, FactSplit.Test];

    public static TheoryData<MiniTask, FactSplit, int> Sets =>
        [
            .. Enum.GetValues<MiniTask>()
                .SelectMany(task =>
                    new[] { (task, FactSplit.Dev, World.DevFacts), (task, FactSplit.Test, World.TestFacts) }
                ),
        ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Items_ask_something_new_each_and_the_right_answer_stands_in_every_place_equally_often(
        MiniTask task,
        FactSplit split,
        int size
    )
    {
        var items = MiniDataSet.Make(Shipped, task, split);
        items.Count.ShouldBe(size);
        items.Select(i => (i.First, i.Second)).Distinct().Count().ShouldBe(items.Count);
        items.ShouldAllBe(i => i.Choices.Count == task.Choices() && i.Choices.Distinct().Count() == i.Choices.Count);
        items.GroupBy(i => i.Gold).ShouldAllBe(g => g.Count() == size / task.Choices());
        items
            .Select(i => i.Gold)
            .Take(20)
            .ShouldNotBe(Enumerable.Range(0, 20).Select(i => i % task.Choices()), "the order gives the answer away");
    }

    [Theory]
    [InlineData(MiniTask.ArcEasy)]
    [InlineData(MiniTask.ArcChallenge)]
    [InlineData(MiniTask.OpenBookQA)]
    [InlineData(MiniTask.WinoGrande)]
    public void Each_fact_is_asked_for_once_per_task_and_by_one_split(MiniTask task)
    {
        var asked = Evaluated
            .SelectMany(split => MiniDataSet.Make(Shipped, task, split).Select(item => FactOf(item, split)))
            .ToArray();
        asked.Distinct().Count().ShouldBe(World.TestFacts + World.DevFacts);
    }

    [Fact]
    public void No_training_text_asks_for_a_fact_that_a_set_asks_for()
    {
        var held = Evaluated.SelectMany(Shipped.Of).SelectMany(Wordings).ToHashSet(StringComparer.Ordinal);
        held.Count.ShouldBeGreaterThan(4000);
        var open = held.Where(wording => !wording.EndsWith('?')).ToArray(); // stems and WinoGrande's sentences
        var texts = new TrainingTexts(Shipped, new Random(3));
        var asking = 0;
        for (var i = 0; i < 4000; i++)
        {
            var whole = string.Concat(texts.Next().Select(segment => segment.Text));
            asking += whole.Contains("Question:", StringComparison.Ordinal) ? 1 : 0;
            var lines = whole
                .Split('\n')
                .Select(line => line.Replace("Question: ", "", StringComparison.Ordinal))
                .ToArray();
            lines.Where(held.Contains).ShouldBeEmpty();
            open.Where(h => whole.Contains(h, StringComparison.Ordinal)).ShouldBeEmpty();
        }

        asking.ShouldBeGreaterThan(1500);
    }

    [Fact]
    public void Every_fact_is_told_and_some_much_more_often_than_others()
    {
        var texts = new TrainingTexts(Shipped, new Random(4));
        var told = Enumerable
            .Range(0, 20_000)
            .Select(_ => string.Concat(texts.Next().Select(s => s.Text)))
            .Where(t => !t.Contains("Question:", StringComparison.Ordinal))
            .ToArray();
        var about = Shipped
            .Facts.Select(fact => fact.Entity)
            .DistinctBy(entity => entity.Name)
            .ToDictionary(
                entity => entity.Name,
                entity =>
                    string.Join(
                        '\n',
                        told.Where(text => text.Contains(entity.Inside, StringComparison.OrdinalIgnoreCase))
                    )
            ); // few of all texts
        var counts = Shipped
            .Facts.Select(fact =>
                fact.Property.Statements.Sum(s =>
                    about[fact.Entity.Name].Split(fact.Entity.Fill(s, fact.Entity.Value(fact.Place))).Length - 1
                )
            )
            .ToArray();
        counts[..200].ShouldAllBe(n => n > 0);
        counts.Count(n => n == 0).ShouldBeLessThan(counts.Length / 3); // the rarest wait for more texts than these
        var tenth = counts.Length / 10;
        // A straight line would give 19, equal frequencies 1
        ((double)counts[..tenth].Sum() / counts[^tenth..].Sum()).ShouldBeInRange(20, 200);
    }

    // all ways to ask for a fact, and WinoGrande's sentence from its subject on
    private static IEnumerable<string> Wordings(Fact fact)
    {
        var rule = WorldTables.RuleOf(fact.Property);
        return
        [
            .. fact
                .Property.Questions.Concat(fact.Property.Stems)
                .Concat(rule.Questions)
                .Append(rule.Far?.Question ?? rule.Questions[0])
                .Select(q => fact.Entity.Fill(q)),
            "then " + fact.Entity.Inside + " " + fact.Entity.Fill(fact.Property.Tail, fact.Entity.Value(fact.Place)),
        ];
    }

    private static Fact FactOf(MiniItem item, FactSplit split) =>
        Shipped
            .Of(split)
            .Single(fact =>
                fact.Entity.Name == item.About
                && (
                    item.Task == MiniTask.WinoGrande
                        ? item.First.EndsWith(
                            fact.Entity.Fill(fact.Property.Tail, fact.Entity.Value(fact.Place)),
                            StringComparison.Ordinal
                        )
                        : Wordings(fact).Contains(item.First)
                )
            );
}
