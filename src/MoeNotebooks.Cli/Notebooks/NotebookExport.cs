using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;
using MoeNotebooks.Notebooks;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// A notebook as a program in one file, for <c>dotnet run -c Release NAME.cs</c> (the library is then the one that was
/// built, not built again with checks on): prose becomes comments, <c>#r</c> becomes <c>#:project</c>, parameters are
/// read from the command line, and values are shown by <see cref="NotebookProgram"/>. The same notebook gives the same
/// text.
/// </summary>
internal static partial class NotebookExport
{
    /// <summary>Writes the program.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="output">The file it is written for: paths in it count from that file's folder.</param>
    public static string Write(Notebook notebook, string output)
    {
        NotebookParameters.Of(notebook); // two cells of parameters are refused as where a notebook runs
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        var cells = notebook
            .Cells.Select(cell => cell!.AsObject())
            .Where(cell => !Cell.HasTag(cell, NotebookParameters.Injected))
            .ToArray();
        var exported = cells.ToDictionary(
            cell => cell,
            cell => Cell.TypeOf(cell) == "code" ? ExportedCell.Of(Cell.SourceOf(cell), Show(cell)) : null
        );
        var parts = exported.Values.OfType<ExportedCell>().ToArray();
        string[] directives =
        [
            .. parts
                .SelectMany(part => part.Directives)
                .Select(line => Directive(notebook, line, folder))
                .OfType<string>()
                .Distinct(),
        ];
        string[] usings =
        [
            .. parts
                .SelectMany(part => part.Usings)
                .Append("using MoeNotebooks.Notebooks;")
                .Append("using System.Text;")
                .Distinct()
                .OrderBy(line => line.TrimEnd(';'), StringComparer.Ordinal),
        ];

        var text = new StringBuilder(Head(notebook, output));
        text.AppendJoin(
                '\n',
                [.. directives, "#:property PublishAot=false", "#:property RestorePackagesWithLockFile=false"]
            )
            .Append('\n');
        text.AppendJoin('\n', usings).Append("\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"var program = new NotebookProgram({Literal(notebook.Name)}, args);\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"Directory.SetCurrentDirectory(Path.Combine((string)AppContext.GetData(\"EntryPointFileDirectoryPath\")!, {Literal(Relative(folder, notebook.Folder))}));\n"
        );
        foreach (var cell in cells)
        {
            text.Append('\n').Append(exported[cell] is { } code ? Code(cell, code) : Prose(cell));
        }

        text.Append("\nreturn 0;\n");
        foreach (var type in parts.SelectMany(part => part.Types))
        {
            text.Append('\n').Append(type).Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Notebook notebook, string output)
    {
        var name = Path.GetFileName(output);
        return $"""
            // {notebook.Title}
            // The notebook {notebook.Name} as a program, written by 'moe notebook export': change the notebook, not this file.
            //     dotnet run -c Release {name}                     prints what the notebook shows; figures and tables go to {notebook.Name}-results
            //     dotnet run -c Release {name} -- -p NAME=VALUE    sets a parameter; --out FOLDER sets the folder

            """.ReplaceLineEndings("\n");
    }

    private static Func<string, string> Show(JsonObject cell) =>
        expression => $"program.Show({expression}, {Literal(Cell.IdOf(cell))});";

    private static string Code(JsonObject cell, ExportedCell code)
    {
        if (code.Statements.Trim().Length == 0)
        {
            return string.Empty;
        }

        return Cell.HasTag(cell, NotebookParameters.Declared)
            ? code.Statements
                + "\n"
                + string.Concat(NotebookParameter.In(Cell.SourceOf(cell)).Select(Given))
                + "if (program.Problem is { } problem)\n{\n    Console.Error.WriteLine(problem);\n    return 2;\n}\n"
            : code.Statements + "\n";
    }

    private static string Given(ParameterRule rule)
    {
        var limits = rule.Limits is { } stated
            ? string.Create(CultureInfo.InvariantCulture, $", {stated.Least}, {stated.Most}")
            : string.Empty;
        return $"{rule.Name} = program.Parameter(nameof({rule.Name}), {rule.Name}{limits});\n";
    }

    private static string Prose(JsonObject cell) =>
        string.Concat(Cell.SourceOf(cell).Split('\n').Select(line => ("// " + line).TrimEnd() + "\n"));

    /// <summary>
    /// <c>#r</c> of a project's DLL as <c>#:project</c>; nothing for a line that only names the language.
    /// </summary>
    private static string? Directive(Notebook notebook, string line, string folder)
    {
        if (line.StartsWith("#!", StringComparison.Ordinal))
        {
            return line is "#!csharp" or "#!c#" ? null : throw Refused(notebook, line, "is a notebook's own command");
        }

        if (Package().Match(line) is { Success: true } package)
        {
            return $"#:package {package.Groups[1].Value}@{package.Groups[2].Value}";
        }

        return BuiltDll().Match(line) is { Success: true } dll
            ? $"#:project {Relative(folder, Path.GetFullPath($"{dll.Groups[1].Value}/{Path.GetFileName(dll.Groups[1].Value)}.csproj", notebook.Folder))}"
            : throw Refused(notebook, line, "names a file that no project builds");
    }

    private static MoeDataException Refused(Notebook notebook, string line, string why) =>
        new(
            notebook.Path,
            ErrorText.Name(line),
            $"{why}: a program in one file cannot have it",
            "Refer to PROJECT/bin/.../PROJECT.dll or to a package with its version"
        );

    private static string Relative(string from, string to) => Path.GetRelativePath(from, to).Replace('\\', '/');

    private static string Literal(string text) => JsonValue.Create(text).ToJsonString();

    [GeneratedRegex("""^#r\s+"nuget:\s*([^,"\s]+)\s*,\s*([^,"\s]+)"$""")]
    private static partial Regex Package();

    [GeneratedRegex("""^#r\s+"([^"]*)/bin/[^"]*\.dll"$""")]
    private static partial Regex BuiltDll();
}
