namespace MoeNotebooks.Training.MiniWorld;

/// <summary>A claim about a stranger whose passage tells whether it holds, worded for BoolQ and for RTE.</summary>
/// <param name="Claim">The claim as a sentence.</param>
/// <param name="Question">The claim as a question, without its question mark.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Word">The pole that it speaks of.</param>
/// <param name="Opposite">The other pole.</param>
internal sealed record YesNoQuestion(string Claim, string Question, bool Holds, string Word, string Opposite)
{
    /// <summary>"Is Ben big?": asks for the trait's first pole, or (asksOther) for the other one.</summary>
    public static YesNoQuestion About(Entity entity, int trait, bool holds, bool asksOther)
    {
        var (word, opposite) = (
            WorldTables.Traits[trait].Pole(!asksOther).Word,
            WorldTables.Traits[trait].Pole(asksOther).Word
        );
        return new(
            entity.Fill("{E} is {v}.", word),
            entity.Fill("is {e} {v}", word),
            holds != asksOther,
            word,
            opposite
        );
    }

    /// <summary>The question in a form.</summary>
    public string Ask(QuestionForm form) =>
        form switch
        {
            QuestionForm.BoolQ => $"{Question}?",
            QuestionForm.Rte => $"{Claim} True or False?",
            _ => $"{Question} or {Opposite}?",
        };

    /// <summary>The answer to it.</summary>
    public string Answer(QuestionForm form) =>
        form switch
        {
            QuestionForm.BoolQ => Holds ? "yes" : "no",
            QuestionForm.Rte => Holds ? "True" : "False",
            _ => Holds ? Word : Opposite,
        };
}
