using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Tests.Training.MiniWorld;

public sealed class SignRuleTests
{
    [Fact]
    public void Values_of_one_property_have_different_signs()
    {
        foreach (var property in WorldTables.Properties)
        {
            Enumerable.Range(0, property.Values.Count).Select(value => SignRule.Of(property, value)).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_rule_and_a_question_name_value_sign_property_and_entity()
    {
        var property = WorldTables.Of(EntityKind.Animal)[0];
        var fact = new Fact(new Entity(EntityKind.Animal, "dapur", [2, 0, 0, 0]), 0, FactSplit.Asked);
        SignRule.Say(property, 2).ShouldBe($"The sign of ocean is the {SignRule.Of(property, 2)}.");
        SignRule.Ask(fact).ShouldBe("Which sign belongs to the habitat of the dapur?");
    }
}
