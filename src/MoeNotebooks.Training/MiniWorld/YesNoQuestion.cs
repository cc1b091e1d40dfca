namespace MoeNotebooks.Training.MiniWorld;

/// <summary>A claim about an entity whose passage tells whether it holds, worded for BoolQ and for RTE.</summary>
/// <param name="Claim">The claim as a sentence.</param>
/// <param name="Question">The claim as a question, without its question mark.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record YesNoQuestion(string Claim, string Question, bool Holds)
{
    /// <summary>"Is it big?": asks for the trait's first pole, or (asksOther) for the other one.</summary>
    public static YesNoQuestion OfTrait(Entity entity, int trait, bool asksOther)
    {
        var word = WorldTables.Traits[trait].Pole(!asksOther).Word;
        return new(entity.Fill("{E} is {v}.", word), entity.Fill("is {e} {v}", word), entity.Traits[trait] != asksOther);
    }

    /// <summary>"Does it live in the cave?": the value of a property, or another one.</summary>
    public static YesNoQuestion OfProperty(Random random, Entity entity, int place, bool holds)
    {
        var property = WorldTables.Of(entity.Kind)[place];
        var value = entity.Values[place];
        var word = property.Values[holds ? value : random.Other(property.Values.Count, value)];
        return new(entity.Fill(random.Pick(property.Statements), word), entity.Fill(property.YesNo, word), holds);
    }
}
