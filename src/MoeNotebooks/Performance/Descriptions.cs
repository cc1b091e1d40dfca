using System.Text.Json.Serialization.Metadata;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Performance;

/// <summary>
/// Descriptions that travel in this assembly, from <c>data/hardware</c> and <c>data/engines</c>, or lie in a file of
/// the user's.
/// </summary>
internal static class Descriptions
{
    /// <summary>The names of a kind, in order.</summary>
    /// <param name="kind">The folder under <c>data</c>.</param>
    public static IReadOnlyList<string> Names(string kind) =>
        [
            .. typeof(Descriptions)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(kind + "/", StringComparison.Ordinal))
                .Select(name => Path.GetFileNameWithoutExtension(name[(kind.Length + 1)..]))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Reads a description by its name, or by the path of a file that ends in <c>.json</c>.</summary>
    /// <param name="kind">The folder under <c>data</c>.</param>
    /// <param name="nameOrPath">What the user wrote.</param>
    /// <param name="type">What it describes.</param>
    /// <exception cref="MoeMissingException">There is none; says which there are.</exception>
    /// <exception cref="MoeDataException">It is none of that kind.</exception>
    public static T Load<T>(string kind, string nameOrPath, JsonTypeInfo<T> type)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.Ordinal))
        {
            return DescriptionJson.Read(
                nameOrPath,
                StrictJson.ReadFile(nameOrPath, InputFile.Largest).GetRawText(),
                type
            );
        }

        using var stream = typeof(Descriptions).Assembly.GetManifestResourceStream($"{kind}/{nameOrPath}.json")
            ?? throw new MoeMissingException(
                nameOrPath,
                $"no such {kind} description",
                $"There are {string.Join(", ", Names(kind))}; or give a file that ends in .json"
            );
        return DescriptionJson.Read($"data/{kind}/{nameOrPath}.json", new StreamReader(stream).ReadToEnd(), type);
    }
}
