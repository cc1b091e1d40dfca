using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>A repository's name on a hub: <c>ORG/NAME</c>.</summary>
public sealed record RepoId
{
    private const int LongestName = 96;

    private RepoId(string organisation, string name)
    {
        Organisation = organisation;
        Name = name;
    }

    /// <summary>The owner.</summary>
    public string Organisation { get; }

    /// <summary>The name within the owner's repositories.</summary>
    public string Name { get; }

    /// <summary>Parses <c>ORG/NAME</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="MoeUsageException">It has another form.</exception>
    public static RepoId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new MoeUsageException(
                text,
                $"is not of the form ORG/NAME (letters, digits, '-', '_' and '.', at most {LongestName} each)"
            );

    /// <summary>Parses <c>ORG/NAME</c>.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="id">The parsed name.</param>
    /// <returns>False where the text has another form.</returns>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RepoId? id)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        id = parts.Length == 2 && parts.All(IsName) ? new RepoId(parts[0], parts[1]) : null;
        return id is not null;
    }

    /// <summary><c>ORG/NAME</c>.</summary>
    public override string ToString() => $"{Organisation}/{Name}";

    // the hub's own rule; "--" would be ambiguous in the cache's folder names
    private static bool IsName(string part) =>
        part.Length is > 0 and <= LongestName
        && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && part[0] is not ('-' or '.')
        && part[^1] is not ('-' or '.')
        && !part.Contains("--", StringComparison.Ordinal)
        && !part.Contains("..", StringComparison.Ordinal);
}
