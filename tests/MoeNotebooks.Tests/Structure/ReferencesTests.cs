using System.Text.RegularExpressions;

namespace MoeNotebooks.Tests.Structure;

/// <summary>What .ci/run repeats with the full set of references is every class that reads them.</summary>
public sealed partial class ReferencesTests
{
    [Fact]
    public void Every_class_that_reads_references_says_so()
    {
        var folder = Path.Combine(Shared.Repository, "tests");
        var files = Directory
            .GetFiles(folder, "*Tests.cs", SearchOption.AllDirectories)
            .Where(file =>
                !Path.GetRelativePath(folder, file)
                    .Replace('\\', '/')
                    .Split('/')
                    .Any(part => part is "bin" or "obj" or "ReferencesTests.cs")
            );
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            (!Reads().IsMatch(text) || text.Contains("\n[References", StringComparison.Ordinal)).ShouldBeTrue(
                $"{file} lacks [References]"
            );
        }
    }

    [GeneratedRegex(
        @"Shared\.(Folder|File|Names|NeedPublishedTexts)\(|LmEvalGolden\.|GoldenModel |new Golden\(|Golden\.(Pruned)?Names|TokenizerJsonGoldenTests\.Folders"
    )]
    private static partial Regex Reads();
}
