namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// How hard BoolQ and RTE are. Training asks mostly for the pole that a trait is named after, of short passages: that
/// is how reading is learned at all. The sets ask for either pole as often, of two traits more, so that they are not at
/// their ceiling; and they negate as often as they speak plainly, or the asked word in a passage would tell the answer.
/// </summary>
/// <param name="More">How many traits more than in training a passage tells.</param>
/// <param name="InBoolQ">The share of BoolQ's questions that ask for a trait's other pole.</param>
/// <param name="InRte">The share of RTE's claims about a trait's other pole.</param>
/// <param name="Plain">The share of sentences such as "Ben is big."</param>
/// <param name="Negated">The share of sentences such as "Ben is not small."; the others say it in other words.</param>
internal sealed record ReadingLevel(int More, double InBoolQ, double InRte, double Plain, double Negated)
{
    /// <summary>What training reads.</summary>
    public static ReadingLevel Training { get; } = new(More: 0, InBoolQ: 0.1, InRte: 0.2, Plain: 0.38, Negated: 0.32);

    /// <summary>What dev and test sets ask.</summary>
    public static ReadingLevel Sets { get; } = new(More: 2, InBoolQ: 0.5, InRte: 0.5, Plain: 0.35, Negated: 0.35);

    /// <summary>How many traits of the stranger a passage tells.</summary>
    /// <param name="form">The task's form.</param>
    public int Traits(QuestionForm form) => More + (form == QuestionForm.BoolQ ? 3 : 2);

    /// <summary>The share of questions that ask for a trait's other pole.</summary>
    /// <param name="form">The task's form.</param>
    public double OtherPole(QuestionForm form) => form == QuestionForm.BoolQ ? InBoolQ : InRte;
}
