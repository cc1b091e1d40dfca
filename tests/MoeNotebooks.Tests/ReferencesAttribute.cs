using Xunit.v3;

namespace MoeNotebooks.Tests;

/// <summary>Marks a class whose tests read reference results (<see cref="Shared"/>): those that .ci/run repeats with the full set.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReferencesAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("needs", "references")];
}
