namespace MoeNotebooks.Training.MiniWorld;

/// <summary>A claim about a stranger whose passage tells whether it holds, worded for BoolQ and for RTE.</summary>
/// <param name="Claim">The claim as a sentence.</param>
/// <param name="Question">The claim as a question, without its question mark.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record YesNoQuestion(string Claim, string Question, bool Holds)
{
    /// <summary>"Is Ben big?": asks for the trait's first pole, or (asksOther) for the other one.</summary>
    public static YesNoQuestion About(Entity entity, int trait, bool holds, bool asksOther)
    {
        var word = WorldTables.Traits[trait].Pole(!asksOther).Word;
        return new(entity.Fill("{E} is {v}.", word), entity.Fill("is {e} {v}", word), holds != asksOther);
    }
}
