using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// An inference engine as the cost model sees it: what can be counted in its source, and what was fitted.
/// </summary>
public sealed record EngineDescription
{
    private const string Kind = "engines";

    /// <summary>What commands call it, such as <c>sglang-0.4.4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What people call it, and where its figures come from.</summary>
    public required string Title { get; init; }

    /// <summary>Kernels per layer.</summary>
    public required LaunchCounts Launches { get; init; }

    /// <summary>
    /// Numbers of hidden size read and written per token and expert, beside weights: gathering, rounding, adding up.
    /// </summary>
    public required double HiddenPasses { get; init; }

    /// <summary>Numbers of an expert's width read and written per token and expert.</summary>
    public required double WidthPasses { get; init; }

    /// <summary>How often attention reads the cache in a decode step.</summary>
    public required double CachePasses { get; init; }

    /// <summary>Share of bandwidth at which dense weights and activations are read.</summary>
    public required double DenseRead { get; init; }

    /// <summary>Share of the rate that large dense products reach.</summary>
    public required double DenseCompute { get; init; }

    /// <summary>
    /// Microseconds of the host for each request in a decode step: scheduling, the token's way out. Assumed; at one
    /// prompt length no measurement tells it from reading the cache.
    /// </summary>
    public required double RequestUs { get; init; }

    /// <summary>The largest batch whose decode step is a graph; <see langword="null"/> for all.</summary>
    public int? GraphLimit { get; init; }

    /// <summary>Tokens of a prefill step.</summary>
    public required int PrefillChunk { get; init; }

    /// <summary>Share of memory for weights and cache.</summary>
    public required double MemoryShare { get; init; }

    /// <summary>The figures that were fitted.</summary>
    public required EngineParameters Parameters { get; init; }

    /// <summary>The names of the engines under <c>data/engines</c>.</summary>
    public static IReadOnlyList<string> Names => Descriptions.Names(Kind);

    /// <summary>Reads a description.</summary>
    /// <param name="nameOrPath">A name, or the path of a file that ends in <c>.json</c>.</param>
    /// <exception cref="MoeMissingException">There is none; says which there are.</exception>
    /// <exception cref="MoeDataException">The file is no description; says all that is wrong.</exception>
    public static EngineDescription Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        var found = Descriptions.Load(Kind, nameOrPath, DescriptionJson.Default.EngineDescription);
        string[] problems = [.. found.Problems()];
        return problems.Length == 0 ? found : throw MoeDataException.Many(nameOrPath, problems);
    }

    /// <summary>Writes the description.</summary>
    /// <param name="folder">Where to; the file is named after the engine.</param>
    /// <returns>The file.</returns>
    public string Save(string folder)
    {
        var path = Path.Combine(folder, Name + ".json");
        AtomicFile.WriteText(path, JsonSerializer.Serialize(this, DescriptionJson.Default.EngineDescription) + "\n");
        return path;
    }

    private IEnumerable<string> Problems()
    {
        foreach (
            var (name, share) in new[]
            {
                ("dense_read", DenseRead),
                ("dense_compute", DenseCompute),
                ("memory_share", MemoryShare),
            }
        )
        {
            if (!(share > 0 && share <= 1))
            {
                yield return FormattableString.Invariant($"{name} is {share}; it is a share above 0, 1 at most");
            }
        }

        if (Parameters.Figures.Any(figure => !(figure.Value > 0)) || PrefillChunk < 1 || GraphLimit < 1)
        {
            yield return "every fitted figure, prefill_chunk and graph_limit must be above 0";
        }
    }
}
