using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class TrainingTextsTests
{
    [Fact]
    public void No_text_names_an_entity_beside_what_follows_from_a_fact_that_a_test_asks_for()
    {
        var world = new World();
        var held = world
            .Facts.Where(fact => fact.Split != FactSplit.Asked)
            .GroupBy(fact => fact.Entity.Inside)
            .ToDictionary(group => group.Key, group => group.Select(Consequence).ToArray());
        var texts = new TrainingTexts(world, new Random(11));
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(texts.Next().Select(segment => segment.Text));
            foreach (
                var (entity, consequences) in held.Where(pair =>
                    text.Contains(pair.Key, StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                consequences.ShouldNotContain(c => text.Contains(c), $"{entity}: {text}");
            }
        }
    }

    // as the rule says it, where the value of the fact is the one spoken of
    private static string Consequence(Fact fact) => WorldTables.RuleOf(fact.Property).Say(fact.Value);
}
