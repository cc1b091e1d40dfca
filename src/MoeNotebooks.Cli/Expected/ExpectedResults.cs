using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Expected;

/// <summary>What one notebook should find with its default parameters: <c>data/expected/NN.json</c>.</summary>
/// <param name="Notebook">The notebook's name.</param>
/// <param name="Verdicts">The verdicts by figure.</param>
/// <param name="Values">The numbers.</param>
internal sealed record ExpectedResults(
    string Notebook,
    IReadOnlyDictionary<string, string> Verdicts,
    IReadOnlyList<ExpectedValue> Values
)
{
    private static readonly JsonSerializerOptions Lines = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where the expected values of a folder of notebooks lie: beside it, in <c>data/expected</c>.</summary>
    public static string Folder(string notebooks) =>
        Path.GetFullPath(Path.Combine(notebooks, "..", "data", "expected"));

    /// <summary>The file of a notebook.</summary>
    public static string File(string folder, string notebook) => Path.Combine(folder, notebook.Split('-')[0] + ".json");

    /// <summary>
    /// What a notebook that ran has found; verdicts that its metadata calls the machine's own are left out.
    /// </summary>
    public static ExpectedResults Of(NotebookOutcome outcome)
    {
        var ours = Cell.In(outcome.Notebook.Ours, "expected", "machine") is JsonArray list
            ? list.Select(Cell.Text).ToHashSet()
            : [];
        return new(
            outcome.Notebook.Name,
            outcome
                .Verdicts.Where(verdict => !ours.Contains(verdict.Figure))
                .DistinctBy(verdict => verdict.Figure)
                .ToDictionary(verdict => verdict.Figure, verdict => verdict.InWords),
            [
                .. from table in ExpectedTable.Of(outcome.Notebook)
                let published = outcome
                    .Published.OfType<PublishedOutput.OfTable>()
                    .FirstOrDefault(output => output.Name == table.Name)
                where published is not null
                from value in table.Read(published.Csv)
                select value,
            ]
        );
    }

    /// <summary>Reads a notebook's file; <see langword="null"/> where there is none.</summary>
    /// <exception cref="MoeDataException">It is no such file.</exception>
    public static ExpectedResults? Read(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            return null;
        }

        try
        {
            var root = JsonNode.Parse(InputFile.ReadText(file))!.AsObject();
            return new(
                Cell.Text(root["notebook"]),
                root["verdicts"]!.AsObject().ToDictionary(pair => pair.Key, pair => Cell.Text(pair.Value)),
                [
                    .. root["values"]!
                        .AsArray()
                        .Select(value => new ExpectedValue(
                            Cell.Text(value!["table"]),
                            Cell.Text(value["row"]),
                            Cell.Text(value["column"]),
                            value["value"]!.GetValue<double>(),
                            value["tolerance"]!.GetValue<double>()
                        )),
                ]
            );
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new MoeDataException(
                file,
                string.Empty,
                "holds no expected values: " + error.Message,
                "'moe reproduce --update-expected' writes such files",
                error
            );
        }
    }

    /// <summary>Writes the file, a line per value, so that a changed one is a changed line.</summary>
    public void Write(string file) =>
        AtomicFile.WriteText(
            file,
            string.Join(
                '\n',
                [
                    "{",
                    $"  \"notebook\": {Json(Notebook)},",
                    "  \"verdicts\": {",
                    string.Join(",\n", Verdicts.Select(verdict => $"    {Json(verdict.Key)}: {Json(verdict.Value)}")),
                    "  },",
                    "  \"values\": [",
                    string.Join(
                        ",\n",
                        Values.Select(value =>
                            $"    {{ \"table\": {Json(value.Table)}, \"row\": {Json(value.Row)}, \"column\": {Json(value.Column)}, \"value\": {Json(value.Value)}, \"tolerance\": {Json(value.Tolerance)} }}"
                        )
                    ),
                    "  ]",
                    "}",
                    string.Empty,
                ]
            )
        );

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Lines);
}
