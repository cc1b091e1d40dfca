using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;
using MoeNotebooks.ProcessTests.Docs;
using MoeNotebooks.Tests.Notebooks;
using Small = MoeNotebooks.Tests.Notebooks.Notebooks;

namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>
/// Notebooks as programs: every one compiles, the same one gives the same text, and one is run for real.
/// </summary>
[Collection("builds")]
public sealed class NotebookExportTests
{
    private const string Implicit = """
        global using System; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading;
        global using System.Threading.Tasks; global using System.Collections.Generic;
        """;

    // read once for all notebooks
    private static readonly MetadataReference[] Libraries =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    [Fact]
    public void A_notebook_becomes_a_program()
    {
        using var folder = new TemporaryFolder();
        var json = Small.Json(
            "# Title\n\nProse.",
            "\n#r \"../src/Lib/bin/Release/net10.0/Lib.dll\"\n#r \"nuget: Some.Package, 1.2.3\"\nusing Microsoft.DotNet.Interactive;\nusing System.Text.Json;\n\nvar session = Session.Start(text => KernelInvocationContext.Current.Display(text, \"text/plain\").Update);\nsession",
            "int points = 5; // 1 to 100\nstring name = \"a\";",
            "record Pair(int A, int B); // kept\nint Twice(int x) => 2 * x;\nvar pair = new Pair(1, Twice(2)); // a comment\npair.A + // on\n    pair.B",
            "Console.WriteLine(1);"
        );
        json["cells"]![2]!["metadata"] = new JsonObject { ["tags"] = new JsonArray("parameters") };
        var text = NotebookExport.Write(new Notebook(folder["notebooks/01-a.ipynb"], json), folder["apps/a.cs"]);

        text.ShouldBe(
            """
            // Title
            // The notebook 01-a as a program, written by 'moe notebook export': change the notebook, not this file.
            //     dotnet run -c Release a.cs                     prints what the notebook shows; figures and tables go to 01-a-results
            //     dotnet run -c Release a.cs -- -p NAME=VALUE    sets a parameter; --out FOLDER sets the folder
            #:project ../src/Lib/Lib.csproj
            #:package Some.Package@1.2.3
            #:property PublishAot=false
            #:property RestorePackagesWithLockFile=false
            using MoeNotebooks.Notebooks;
            using System.Text;
            using System.Text.Json;

            var program = new NotebookProgram("01-a", args);
            Directory.SetCurrentDirectory(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "../notebooks"));

            // # Title
            //
            // Prose.

            var session = Session.Start();
            program.Show(session, "c1");

            int points = 5; // 1 to 100
            string name = "a";
            points = program.Parameter(nameof(points), points, 1, 100);
            name = program.Parameter(nameof(name), name);
            if (program.Problem is { } problem)
            {
                Console.Error.WriteLine(problem);
                return 2;
            }

            int Twice(int x) => 2 * x;
            var pair = new Pair(1, Twice(2)); // a comment
            program.Show(pair.A + // on
                pair.B, "c3");

            Console.WriteLine(1);

            return 0;

            record Pair(int A, int B); // kept

            """.ReplaceLineEndings("\n")
        );
    }

    [Theory]
    [InlineData("#r \"Other.dll\"", "names a file that no project builds")]
    [InlineData("#!time", "is a notebook's own command")]
    public void What_a_program_cannot_have_is_refused(string line, string why)
    {
        var notebook = Small.Of("\n" + line + "\n1");
        Should.Throw<MoeDataException>(() => NotebookExport.Write(notebook, "a.cs")).Message.ShouldContain(why);
    }

    [Theory]
    [MemberData(nameof(NotebookLintTests.WithSolutions), MemberType = typeof(NotebookLintTests))]
    public void Every_notebook_compiles_as_a_program_and_gives_the_same_text_twice(string path)
    {
        var notebook = Notebook.Load(Path.Combine(NotebookLintTests.Folder, path));
        var text = NotebookExport.Write(notebook, "app.cs");
        NotebookExport.Write(Notebook.Load(notebook.Path), "app.cs").ShouldBe(text);

        var code = string.Join(
            '\n',
            text.Split('\n').Select(line => line.StartsWith("#:", StringComparison.Ordinal) ? string.Empty : line)
        );
        var compilation = CSharpCompilation.Create(
            "app",
            [
                CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken),
                CSharpSyntaxTree.ParseText(Implicit, cancellationToken: TestContext.Current.CancellationToken),
            ],
            Libraries,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        compilation
            .GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(problem => problem.Severity == DiagnosticSeverity.Error)
            .Select(problem => problem.ToString())
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task One_is_built_and_run_as_a_stranger_would()
    {
        using var folder = new TemporaryFolder();
        var app = folder["07.cs"];
        var notebook = Notebook.Load(Path.Combine(NotebookLintTests.Folder, "07-expert-parallel-communication.ipynb"));
        File.WriteAllText(app, NotebookExport.Write(notebook, app));

        var (exit, output) = await FileApp.RunAsync(
            folder.Path,
            "run",
            "-c",
            "Release",
            app,
            "--",
            "-p",
            "texts=20",
            "-p",
            "draws=200",
            "--out",
            folder["results"]
        );
        exit.ShouldBe(0, output);
        output.ShouldContain("section 4.2", Case.Insensitive);
        File.Exists(folder["results/communication-bounds.csv"]).ShouldBeTrue(output);
        Directory.GetFiles(folder["results"], "*.png").Length.ShouldBeGreaterThan(1);

        var (refused, why) = await FileApp.RunAsync(
            folder.Path,
            "run",
            "-c",
            "Release",
            "--no-build",
            app,
            "--",
            "-p",
            "texts=1"
        );
        refused.ShouldBe(2, why);
        why.ShouldContain(
            "-p texts: is 1; it is a whole number from 2 to 100000. Give --out FOLDER, or -p NAME=VALUE for one of modelName, tokens, texts, draws"
        );
    }
}
