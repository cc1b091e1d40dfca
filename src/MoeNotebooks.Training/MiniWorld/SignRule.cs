namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// A sign for every value of every property, asked for in training only: a fact that was only ever told is looked up
/// where its value is said, too late to follow from it what ARC-Challenge asks. Whoever is asked for its sign has to
/// know the value before.
/// </summary>
internal static class SignRule
{
    // Has no factor in common with the number of signs: values of one property have different ones
    private const int Step = 5;

    /// <summary>The signs.</summary>
    public static IReadOnlyList<string> Signs { get; } =
    ["star", "moon", "sun", "crown", "key", "ring", "bell", "cup", "sword", "tower", "wheel", "anchor"];

    /// <summary>
    /// The rule and the question, with <c>{v}</c>, <c>{s}</c>, <c>{p}</c> and <c>{e}</c>: value, sign, property and
    /// entity.
    /// </summary>
    public static IReadOnlyList<string> Templates { get; } =
    ["The sign of {v} is the {s}.", "Which sign belongs to the {p} of {e}?"];

    /// <summary>The rule about one value.</summary>
    public static string Say(Property property, int value) =>
        Templates[0]
            .Replace("{v}", property.Values[value], StringComparison.Ordinal)
            .Replace("{s}", Of(property, value), StringComparison.Ordinal);

    /// <summary>The question for the sign of a fact.</summary>
    public static string Ask(Fact fact) =>
        fact.Entity.Fill(Templates[1].Replace("{p}", fact.Property.Name, StringComparison.Ordinal));

    /// <summary>The sign of a value.</summary>
    public static string Of(Property property, int value) =>
        Signs[((Step * value) + WorldTables.Place(property)) % Signs.Count];
}
