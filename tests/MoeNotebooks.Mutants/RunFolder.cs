using Microsoft.CodeAnalysis.CSharp;

namespace MoeNotebooks.Mutants;

/// <summary>A copy of the built tests with the mutated library in the place of the library.</summary>
internal static class RunFolder
{
    public static string Prepare(string tests, string folder, CSharpCompilation mutated, CompilerCall call)
    {
        if (!File.Exists(Path.Combine(tests, "MoeNotebooks.Tests.dll")))
        {
            throw new InvalidOperationException(
                $"{tests} holds no tests: dotnet build tests/MoeNotebooks.Tests -c Release"
            );
        }

        foreach (var file in Directory.EnumerateFiles(tests, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(tests, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        File.Copy(
            typeof(RunFolder).Assembly.Location,
            Path.Combine(folder, "MoeNotebooks.Mutants.dll"),
            overwrite: true
        );
        using var assembly = File.Create(Path.Combine(folder, "MoeNotebooks.dll"));
        var emitted = mutated.Emit(assembly, manifestResources: call.Resources);
        return emitted.Success
            ? folder
            : throw new InvalidOperationException(
                string.Join(
                    '\n',
                    emitted
                        .Diagnostics.Where(found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
                        .Take(10)
                )
            );
    }
}
