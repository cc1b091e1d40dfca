using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;
using MoeNotebooks.Charts;
using MoeNotebooks.Files;
using MoeNotebooks.Results;

namespace MoeNotebooks.Notebooks;

/// <summary>
/// What stands in for a notebook's page where the notebook runs as a program of its own (<c>moe notebook export</c>):
/// values are printed, figures and tables are written as files.
/// </summary>
public sealed class NotebookProgram
{
    private readonly ProgramArguments _arguments;
    private readonly TextWriter _output;
    private readonly List<string> _known = [];
    private readonly List<string> _problems;

    /// <summary>
    /// Reads the program's arguments: <c>-p NAME=VALUE</c> as often as wanted, and <c>--out FOLDER</c>.
    /// </summary>
    /// <param name="name">The notebook's name; files go to <c>NAME-results</c> in the current folder.</param>
    /// <param name="arguments">The arguments.</param>
    public NotebookProgram(string name, IReadOnlyList<string> arguments)
        : this(name, arguments, Console.Out) { }

    internal NotebookProgram(string name, IReadOnlyList<string> arguments, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        _arguments = ProgramArguments.Read(arguments);
        _problems = [.. _arguments.Problems];
        _output = output;
        // Now: a later cell may change the current folder
        Folder = Path.GetFullPath(_arguments.Folder ?? name + "-results");
    }

    /// <summary>Where figures and tables go; made with the first file.</summary>
    public string Folder { get; }

    /// <summary>
    /// What is wrong with the arguments, and what may be given; <see langword="null"/> where nothing is wrong. Ask
    /// after the last parameter.
    /// </summary>
    public string? Problem
    {
        get
        {
            string[] all =
            [
                .. _problems,
                .. _arguments
                    .Values.Keys.Where(name => !_known.Contains(name))
                    .Select(name => $"-p {name}: there is no such parameter"),
            ];
            return all.Length == 0
                ? null
                : $"{string.Join("; ", all)}. Give --out FOLDER, or -p NAME=VALUE for one of {string.Join(", ", _known)}";
        }
    }

    /// <summary>A parameter's value.</summary>
    /// <typeparam name="T">int, double, bool, string, or an array of one of these.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="usual">The value where none was given, or a wrong one: see <see cref="Problem"/>.</param>
    /// <param name="least">The least a number may be.</param>
    /// <param name="most">The most a number may be.</param>
    public T Parameter<T>(
        string name,
        T usual,
        double least = double.NegativeInfinity,
        double most = double.PositiveInfinity
    )
    {
        _known.Add(name);
        if (!_arguments.Values.TryGetValue(name, out var given))
        {
            return usual;
        }

        var type = typeof(T);
        var limits = double.IsFinite(least) && double.IsFinite(most) ? (least, most) : ((double, double)?)null;
        if (new ParameterRule(name, NameOf(type), limits).Problem(given) is { } problem)
        {
            _problems.Add($"-p {name}: {problem}");
            return usual;
        }

        return (T)Value(type, given!);
    }

    /// <summary>
    /// Shows a value: a figure becomes a PNG file, a table is printed and becomes a CSV file, all else is printed.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="cell">The cell it comes from, which names a figure's file.</param>
    public void Show(object? value, string cell)
    {
        switch (value)
        {
            case Figure figure:
                var picture = Path.Combine(Folder, cell + ".png");
                AtomicFile.Write(picture, stream => stream.Write(StaticRenderer.Png(figure)));
                Print($"{figure.Description}\n-> {picture}");
                break;
            case PublishedTable table:
                var file = Path.Combine(Folder, table.Name + ".csv");
                AtomicFile.WriteText(file, TableCsv.Write(table.Content));
                Print($"{table.Caption} ({ResultKinds.Name(table.Kind)})\n{TableText.Render(table.Content)}-> {file}");
                break;
            case DataFrame frame:
                Print(TableText.Render(TableContent.Of(frame)).TrimEnd('\n'));
                break;
            default:
                Print(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
                break;
        }
    }

    private void Print(string text) => _output.WriteLine($"\n{text}");

    private static string NameOf(Type type) =>
        type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type == typeof(int) ? "int"
        : type == typeof(double) ? "double"
        : type == typeof(bool) ? "bool"
        : type == typeof(string) ? "string"
        : throw new NotSupportedException(
            $"A parameter cannot be a {type.Name}: int, double, bool, string and arrays of these can."
        );

    private static object Value(Type type, JsonNode given) =>
        type == typeof(int) ? given.GetValue<int>()
        : type == typeof(double) ? given.GetValue<double>()
        : type == typeof(bool) ? given.GetValue<bool>()
        : type == typeof(string) ? given.GetValue<string>()
        : type == typeof(int[]) ? given.AsArray().Select(item => item!.GetValue<int>()).ToArray()
        : type == typeof(double[]) ? given.AsArray().Select(item => item!.GetValue<double>()).ToArray()
        : type == typeof(bool[]) ? given.AsArray().Select(item => item!.GetValue<bool>()).ToArray()
        : given.AsArray().Select(item => item!.GetValue<string>()).ToArray();
}
