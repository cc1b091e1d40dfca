using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class MiniDataSetTests
{
    private static readonly World Shipped = new();

    public static TheoryData<MiniTask> Tasks => [.. Enum.GetValues<MiniTask>()];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Items_ask_something_new_each_and_the_right_answer_stands_in_every_place_equally_often(MiniTask task)
    {
        var items = MiniDataSet.Make(Shipped, task);
        items.Count.ShouldBe(MiniDataSet.Size);
        items.Select(i => i.Question).Distinct().Count().ShouldBe(items.Count);
        items.ShouldAllBe(i => i.Choices.Distinct().Count() == i.Choices.Count);
        var places = items.GroupBy(i => i.Gold).Select(g => g.Count()).ToArray();
        places.ShouldAllBe(n => n == MiniDataSet.Size / items[0].Choices.Count);
        items.Select(i => i.Gold).Take(20).ShouldNotBe(Enumerable.Range(0, 20).Select(i => i % items[0].Choices.Count), "the order gives the answer away");
    }

    [Fact]
    public void No_evaluation_question_is_seen_in_training()
    {
        var held = Shipped.Entities.Where(e => e.Group == EntityGroup.Held).Select(e => e.Name).ToArray();
        var questions = Enum.GetValues<MiniTask>().SelectMany(t => MiniDataSet.Make(Shipped, t))
            .Select(i => i.Task == MiniTask.Rte ? i.Question + " True or False?" : i.Question).ToHashSet();
        foreach (var phase in Enum.GetValues<TextPhase>())
        {
            var texts = new TrainingTexts(Shipped, new Random((int)phase), phase);
            for (var i = 0; i < 4000; i++)
            {
                var text = texts.Next();
                var asked = text.Count > 1 && text[0].Weight < 1; // a passage or a question, then answers
                var whole = string.Concat(text.Select(s => s.Text));
                (asked && held.Any(name => whole.Contains(name, StringComparison.Ordinal))).ShouldBeFalse(whole);
                whole.Split('\n', '?').Where(questions.Contains).ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public void The_facts_of_every_held_entity_are_told_in_training()
    {
        var texts = new TrainingTexts(Shipped, new Random(3), TextPhase.Facts);
        var told = string.Join('\n', Enumerable.Range(0, 6000).Select(_ => string.Concat(texts.Next().Select(s => s.Text))));
        Shipped.Entities.Where(e => e.Group == EntityGroup.Held).ShouldAllBe(e => told.Contains(e.Name, StringComparison.Ordinal));
    }
}
