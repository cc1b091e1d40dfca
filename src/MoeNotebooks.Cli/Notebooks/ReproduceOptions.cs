using System.Text.Json.Nodes;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>What <c>moe reproduce</c> is asked for.</summary>
/// <param name="Notebooks">The folder of notebooks.</param>
/// <param name="Output">The folder for the results.</param>
/// <param name="Only">Beginnings of the names of the notebooks to run; all when empty.</param>
/// <param name="Quick">Whether to use the notebooks' quick parameters.</param>
/// <param name="Parameters">Values that come before the quick ones; each goes to every notebook that has such a
/// parameter.</param>
/// <param name="CellTimeout">How long one cell may take.</param>
/// <param name="Expected">The folder of expected values.</param>
internal sealed record ReproduceOptions(
    string Notebooks,
    string Output,
    IReadOnlyList<string> Only,
    bool Quick,
    IReadOnlyDictionary<string, JsonNode?> Parameters,
    TimeSpan CellTimeout,
    string Expected
);
