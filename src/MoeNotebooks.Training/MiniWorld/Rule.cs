namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// A general rule: what follows from each value of a property. Two-hop questions ask for the consequence of an entity.
/// </summary>
/// <param name="Property">The property.</param>
/// <param name="Consequences">One for each of its values; <c>{c}</c> in the texts.</param>
/// <param name="General">The rule as a sentence with <c>{v}</c> and <c>{c}</c>.</param>
/// <param name="Questions">Questions about an entity that the consequence answers.</param>
/// <param name="Answer">The answer.</param>
public sealed record Rule(
    Property Property,
    IReadOnlyList<string> Consequences,
    string General,
    IReadOnlyList<string> Questions,
    string Answer
)
{
    /// <summary>
    /// What follows from the consequences in turn: three hops; <see langword="null"/> where nothing does.
    /// </summary>
    public FarRule? Far { get; init; }

    /// <summary>The rule about one value.</summary>
    /// <param name="value">The value's place.</param>
    public string Say(int value) =>
        General
            .Replace("{v}", Property.Values[value], StringComparison.Ordinal)
            .Replace("{c}", Consequences[value], StringComparison.Ordinal);
}
