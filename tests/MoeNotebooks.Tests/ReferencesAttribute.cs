using Xunit.v3;

namespace MoeNotebooks.Tests;

/// <summary>
/// Marks a class whose tests read reference results (<see cref="Shared"/>): those that .ci/run repeats with the full
/// set.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReferencesAttribute : Attribute, ITraitAttribute
{
    /// <summary>
    /// Whether only checkpoints are read, which are the same files in both sets, and no results: such a class is not
    /// repeated.
    /// </summary>
    public bool OnlyModels { get; init; }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        OnlyModels ? [] : [new("needs", "references")];
}
