namespace MoeNotebooks.Training.MiniWorld;

/// <summary>What follows from each consequence of a rule: the third hop.</summary>
/// <param name="Consequences">One for each consequence of the rule; <c>{f}</c> in the texts.</param>
/// <param name="General">The rule as a sentence with <c>{c}</c> and <c>{f}</c>.</param>
/// <param name="Question">The question about an entity that it answers.</param>
public sealed record FarRule(IReadOnlyList<string> Consequences, string General, string Question)
{
    /// <summary>The rule about one consequence.</summary>
    /// <param name="near">The consequence that it follows from.</param>
    /// <param name="value">Its place.</param>
    public string Say(string near, int value) =>
        General
            .Replace("{c}", near, StringComparison.Ordinal)
            .Replace("{f}", Consequences[value], StringComparison.Ordinal);
}
