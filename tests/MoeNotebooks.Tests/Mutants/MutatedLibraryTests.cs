using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MoeNotebooks.Mutants;

namespace MoeNotebooks.Tests.Mutants;

/// <summary>
/// The mutation tester itself: a change that matters is noticed, one that does not is not, and neither is there while
/// it is off.
/// </summary>
public sealed class MutatedLibraryTests
{
    private const string Larger = """
        public static class Sample
        {
            public static int Of(int a, int b)
            {
                if (a < b)
                {
                    return b;
                }

                return a;
            }
        }
        """;

    [Fact]
    public void A_harmful_change_is_noticed_and_a_harmless_one_is_not()
    {
        var (mutants, of) = Compile(Larger);
        mutants
            .Select(mutant => mutant.ToString())
            .ShouldBe(["Sample.cs:5  a < b  =>  a <= b", "Sample.cs:5  a < b  =>  a >= b"]);
        Passes(of, -1).ShouldBeTrue();
        Passes(of, mutants[0].Id).ShouldBeTrue("the larger of two equal numbers is either");
        Passes(of, mutants[1].Id).ShouldBeFalse();
        Passes(of, -1).ShouldBeTrue();
    }

    [Theory]
    [InlineData("a + b", "a - b")]
    [InlineData("a is > 2 and < 5 ? 1 : 0", "a is >= 2 and < 5")]
    [InlineData("a is > 2 and < 5 ? 1 : 0", "a is > 2 or < 5")]
    [InlineData("a > 0 && b > 0 ? 1 : 0", "a > 0 || b > 0")]
    [InlineData("System.Math.Min(a, b)", "System.Math.Max(a, b)")]
    [InlineData("int.TryParse(\"7\", out var n) ? n : 0", "!(int.TryParse(\"7\", out var n))")]
    public void Changes_are_what_a_slip_would_write(string body, string change)
    {
        var (mutants, of) = Compile($"public static class Sample {{ public static int Of(int a, int b) => {body}; }}");
        var mutant = mutants.Single(each => each.Replacement == change);
        Values(of, mutant.Id).ShouldNotBe(Values(of, -1));
    }

    [Fact]
    public void A_change_that_does_not_compile_is_left_out()
    {
        var (mutants, of) = Compile(
            "public static class Sample { public static int Of(int a, int b) { int larger; larger = a > b ? a : b; return larger; } }"
        );
        mutants.ShouldNotContain(mutant => mutant.Replacement == "(left out)", "the variable would have no value");
        Values(of, -1).ShouldContain(3);
    }

    [Fact]
    public void Only_a_failing_test_is_a_kill()
    {
        using var folder = new TemporaryFolder();
        Mutant[] mutants = [.. Enumerable.Range(0, 5).Select(id => new Mutant(id, "A.cs", id + 1, "a", "b", false))];
        var results = new MoeNotebooks.Mutants.Results(Path.Combine(folder.Path, "r.tsv"), "digest", onlyKilled: false);
        foreach (
            var (mutant, result) in mutants.Zip(["killed Some.Test", "survived", "not covered", "timeout", "crashed"])
        )
        {
            results.Add(mutant, result);
        }

        var report = new StringWriter();
        Report.Write(
            report,
            new Area("Routing"),
            mutants,
            new MoeNotebooks.Mutants.Results(Path.Combine(folder.Path, "r.tsv"), "digest", onlyKilled: false)
        );
        report.ToString().TrimEnd().ShouldEndWith("20.0 %");
        new MoeNotebooks.Mutants.Results(Path.Combine(folder.Path, "r.tsv"), "digest", onlyKilled: true)
            .Of(mutants[3])
            .ShouldBeNull();
        new MoeNotebooks.Mutants.Results(Path.Combine(folder.Path, "r.tsv"), "another", onlyKilled: false)
            .Of(mutants[0])
            .ShouldBeNull();
    }

    private static (IReadOnlyList<Mutant> Mutants, Func<int, int, int, int> Of) Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var tree = CSharpSyntaxTree.ParseText(source, path: "Sample.cs", encoding: System.Text.Encoding.UTF8);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable
        );
        var library = new MutatedLibrary(CSharpCompilation.Create("Sample", [tree], references, options));
        using var image = new MemoryStream();
        library
            .Mutate([tree])
            .Emit(image)
            .Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)
            .ShouldBeEmpty();
        var assembly = Assembly.Load(image.ToArray());
        var active = assembly.GetType(Switch.TypeName)!.GetField("Active")!;
        var of = assembly.GetType("Sample")!.GetMethod("Of")!.CreateDelegate<Func<int, int, int>>();
        return (library.Mutants, (mutant, a, b) =>
        {
            active.SetValue(null, mutant);
            return of(a, b);
        });
    }

    private static bool Passes(Func<int, int, int, int> of, int mutant) =>
        of(mutant, 1, 2) == 2 && of(mutant, 2, 1) == 2 && of(mutant, 3, 3) == 3;

    private static int[] Values(Func<int, int, int, int> of, int mutant) =>
        [.. from a in Enumerable.Range(-3, 10) from b in Enumerable.Range(-3, 10) select of(mutant, a, b)];
}
