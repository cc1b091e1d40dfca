namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// What training texts are like at a step. To say whether a claim about a stranger holds takes three things at once:
/// which trait is meant, "not", and which pole is asked for. Where all are mixed from the start, each alone tells
/// nothing about the answer, and none is learned; so passages are easy at first: one trait, plain sentences, nobody
/// else.
/// </summary>
/// <param name="First">Whether passages come first, before facts.</param>
/// <param name="Easy">How many passages are easy, between 0 and 1.</param>
public sealed record TextStage(bool First, double Easy)
{
    /// <summary>
    /// Some easy passages stay to the end: with them a plain sentence is likelier than a negated one, and can be
    /// learned from.
    /// </summary>
    private const double EasyAtLeast = 0.3;

    /// <summary>The stage that most of training is in.</summary>
    public static TextStage Main { get; } = new(First: false, EasyAtLeast);

    /// <summary>
    /// The stage of a step: all passages are easy for a third of the easy steps, then fewer and fewer.
    /// </summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="first">Steps in which passages come first.</param>
    /// <param name="easy">Steps until as few passages are easy as will be.</param>
    public static TextStage At(long step, int first, int easy)
    {
        var third = easy / 3.0;
        var done = Math.Clamp((step - third) / Math.Max(1, easy - third), 0, 1);
        return new(step <= first, 1 - (1 - EasyAtLeast) * done);
    }
}
