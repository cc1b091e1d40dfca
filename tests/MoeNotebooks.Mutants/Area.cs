namespace MoeNotebooks.Mutants;

/// <summary>
/// A folder of the library and the tests that are to notice its changes: namespaces or classes below
/// <c>MoeNotebooks.Tests</c>.
/// </summary>
internal sealed record Area(string Folder, params string[] Tests)
{
    public static IReadOnlyList<Area> All { get; } =
    [
        new("Evaluation/Statistics", "Evaluation.Statistics"),
        new("Routing", "Routing", "Models.RouterTests", "Models.AdaptiveRoutingTests", "Models.StepPolicyTests"),
        new("Pruning", "Pruning"),
        new("Checkpoints", "Checkpoints"),
    ];

    public string Name => Folder.Replace('/', '-');

    // Simulations take seconds each, too many to run them for every mutant: what only they notice counts as survived.
    public bool Has(Type test) =>
        test.Name != "SimulationTests"
        && Tests.Any(name =>
            test.FullName == $"MoeNotebooks.Tests.{name}"
            || test.FullName!.StartsWith($"MoeNotebooks.Tests.{name}.", StringComparison.Ordinal)
        );
}
