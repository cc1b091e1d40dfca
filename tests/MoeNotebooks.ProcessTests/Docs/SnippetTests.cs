using System.Text.RegularExpressions;
using MoeNotebooks.Files;

namespace MoeNotebooks.ProcessTests.Docs;

/// <summary>
/// Every piece of C# in the README and in docs is a whole file-based program, and is run as a stranger would: copied
/// into a folder elsewhere. Such programs have no reflection-based JSON, so these runs also show that the library needs
/// none.
/// </summary>
[Collection("builds")]
public sealed partial class SnippetTests
{
    private const string Project = "#:project src/MoeNotebooks/MoeNotebooks.csproj";
    private static readonly string Root = Path.GetFullPath(Path.Combine(ProjectFolder.Find("data/paper")!, "../.."));

    public static TheoryData<string, int> Snippets =>
        [
            .. Pages()
                .SelectMany(page =>
                    Code()
                        .Matches(File.ReadAllText(Path.Combine(Root, page)))
                        .Select((_, i) => new TheoryDataRow<string, int>(page, i))
                ),
        ];

    [Fact]
    public void There_are_some() => Snippets.ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Runs_as_it_stands(string page, int index)
    {
        var code = Code().Matches(File.ReadAllText(Path.Combine(Root, page)))[index].Groups[1].Value;
        code.ShouldStartWith(Project, customMessage: $"{page}: a piece of C# must be a whole program");
        using var folder = new TemporaryFolder();
        var app = folder.Write(
            "app.cs",
            code.Replace("#:project src", $"#:project {Root}/src", StringComparison.Ordinal)
        );

        var (exit, output) = await FileApp.RunAsync(folder.Path, "run", "-c", "Release", app);

        exit.ShouldBe(0, output);
        foreach (var line in Printed().Matches(code).Select(match => match.Groups[1].Value))
        {
            output.ShouldContain(line, customMessage: $"{page} says that its program prints this");
        }
    }

    private static IEnumerable<string> Pages()
    {
        var docs = Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories);
        return ["README.md", .. docs.Select(page => Path.GetRelativePath(Root, page)).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("// prints (.+)$", RegexOptions.Multiline)]
    private static partial Regex Printed();
}
