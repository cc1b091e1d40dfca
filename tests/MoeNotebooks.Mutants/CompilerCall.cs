using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace MoeNotebooks.Mutants;

/// <summary>
/// The library as its own build compiles it: the same files, references, generated sources and resources, asked from
/// MSBuild.
/// </summary>
internal sealed record CompilerCall(CSharpCompilation Compilation, CSharpCommandLineArguments Arguments)
{
    public static CompilerCall Ask(string project)
    {
        var arguments = CSharpCommandLineParser.Default.Parse(
            AskMsBuild(project),
            Path.GetDirectoryName(project),
            null
        );
        var trees = arguments.SourceFiles.Select(file =>
            CSharpSyntaxTree.ParseText(
                SourceText.From(File.ReadAllText(file.Path), System.Text.Encoding.UTF8),
                arguments.ParseOptions,
                file.Path
            )
        );
        var references = arguments.MetadataReferences.Select(reference =>
            MetadataReference.CreateFromFile(reference.Reference, reference.Properties)
        );
        var compilation = CSharpCompilation.Create(
            arguments.CompilationName,
            trees,
            references,
            arguments.CompilationOptions.WithGeneralDiagnosticOption(ReportDiagnostic.Default)
        );
        var generators = arguments.AnalyzerReferences.SelectMany(reference =>
            new AnalyzerFile(reference.FilePath).Generators()
        );
        CSharpGeneratorDriver
            .Create(generators, parseOptions: arguments.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        return new CompilerCall((CSharpCompilation)generated, arguments);
    }

    public IEnumerable<ResourceDescription> Resources => Arguments.ManifestResources;

    private static string[] AskMsBuild(string project)
    {
        string[] options =
        [
            "msbuild",
            project,
            "-p:Configuration=Release",
            "-p:RunAnalyzers=false",
            "-p:SkipCompilerExecution=true",
            "-p:ProvideCommandLineArgs=true",
            "-p:NonExistentFile=never",
            "-t:PrepareResources;Compile",
            "-getItem:CscCommandLineArgs",
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", options) { RedirectStandardOutput = true })!;
        var answer = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
        {
            throw new InvalidOperationException($"MSBuild does not say how {project} is compiled:\n{answer}");
        }

        using var json = JsonDocument.Parse(answer);
        return
        [
            .. json
                .RootElement.GetProperty("Items")
                .GetProperty("CscCommandLineArgs")
                .EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!),
        ];
    }

    private sealed class AnalyzerFile(string path) : IAnalyzerAssemblyLoader
    {
        public System.Collections.Immutable.ImmutableArray<ISourceGenerator> Generators() =>
            new Microsoft.CodeAnalysis.Diagnostics.AnalyzerFileReference(path, this).GetGenerators(
                LanguageNames.CSharp
            );

        public void AddDependencyLocation(string fullPath) { }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
