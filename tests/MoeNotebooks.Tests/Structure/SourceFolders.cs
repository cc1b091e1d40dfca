using System.Text.RegularExpressions;

namespace MoeNotebooks.Tests.Structure;

/// <summary>The library's folders and files as they lie in the repository, and what each file says it uses.</summary>
internal static partial class SourceFolders
{
    private static readonly string Root = Path.Combine(Shared.Repository, "src", "MoeNotebooks");

    /// <summary>The folders of the table in src/README.md, from the ground up.</summary>
    public static IReadOnlyList<string> Listed()
    {
        var library = File.ReadAllText(Path.Combine(Shared.Repository, "src", "README.md")).Split("\n## ")[1];
        return
        [
            .. library
                .Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('`')[1]),
        ];
    }

    /// <summary>The folders that there are.</summary>
    public static IReadOnlyList<string> Present() => [.. Files().Select(file => file.Folder).Distinct()];

    /// <summary>Every source file: its path from the library's root, its top folder, its text.</summary>
    public static IEnumerable<(string Name, string Folder, string Text)> Files() =>
        from path in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Root, path).Replace('\\', '/')
        let folder = name.Split('/')[0]
        where folder is not ("bin" or "obj")
        select (name, folder, File.ReadAllText(path));

    /// <summary>
    /// Types by the folder that declares them, to tell <c>Routing.TopK</c>, a type, from a property called Routing.
    /// </summary>
    public static ILookup<string, string> Types() =>
        Files()
            .SelectMany(file =>
                Declaration().Matches(file.Text).Select(type => (file.Folder, Name: type.Groups[1].Value))
            )
            .ToLookup(type => type.Folder, type => type.Name);

    /// <summary>
    /// The folders that a text names: by using directives of every kind, by full names
    /// (<c>MoeNotebooks.Routing.TopK</c>), and by names from the common root (<c>Routing.TopK</c>). Comments do not
    /// count.
    /// </summary>
    public static IEnumerable<string> Uses(string text, ILookup<string, string> types)
    {
        var code = Comment().Replace(text, string.Empty);
        var full = FullName().Matches(code).Select(name => name.Groups[1].Value);
        var half = HalfName()
            .Matches(code)
            .Where(name => types[name.Groups[1].Value].Contains(name.Groups[2].Value))
            .Select(name => name.Groups[1].Value);
        return full.Concat(half).Distinct();
    }

    [GeneratedRegex(
        @"^(?:public|internal) (?:\w+ )*(?:class|struct|record|enum|interface) (\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!^namespace .*)\bMoeNotebooks\.([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w*)\.(?:[A-Z]\w*\.)?([A-Z]\w*)")]
    private static partial Regex HalfName();
}
