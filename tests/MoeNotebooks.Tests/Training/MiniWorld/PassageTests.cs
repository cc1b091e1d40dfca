using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class PassageTests
{
    [Fact]
    public void Two_strangers_differ_in_every_trait_told_and_each_sentence_says_so()
    {
        var random = new Random(2);
        for (var i = 0; i < 500; i++)
        {
            var passage = Passage.Write(random, traits: 2);
            var sentences = passage.Text.Split(". ").Select(s => s.TrimEnd('.') + ".").ToArray();
            sentences.Length.ShouldBe(4);
            foreach (var told in passage.Traits)
            {
                foreach (var ofFirst in new[] { true, false })
                {
                    var (who, holds) = (ofFirst ? passage.First : passage.Second, told.OfFirst == ofFirst);
                    var (pole, other) = (WorldTables.Traits[told.Trait].Pole(holds), WorldTables.Traits[told.Trait].Pole(!holds));
                    sentences.Count(s => s == who.Fill("{E} is {v}.", pole.Word) || s == who.Fill("{E} is not {v}.", other.Word) || s == who.Fill(pole.Paraphrase)).ShouldBe(1, passage.Text);
                    passage.Ask(told, ofFirst, asksOther: false).Holds.ShouldBe(holds);
                    passage.Ask(told, ofFirst, asksOther: true).Holds.ShouldBe(!holds);
                }
            }
        }
    }

    [Fact]
    public void No_entity_of_the_world_has_a_strangers_name() =>
        new World().Entities.Select(e => e.Name).Intersect(WorldTables.Strangers, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
}
