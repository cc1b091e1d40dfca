using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Performance.Validation;

/// <summary>
/// One measurement of a GPU, as <c>data/measured</c> writes it: a decode step of V2-Lite, or one layer.
/// </summary>
/// <param name="Test"><c>skip</c> or <c>prune</c> for a decode step, <c>layer</c> for a layer.</param>
/// <param name="Shape">A layer's model: <c>v2-lite</c>, <c>mixtral</c> or <c>v3</c>.</param>
/// <param name="Tokens">Tokens processed together: the batch of a decode step.</param>
/// <param name="Kept">Experts kept.</param>
/// <param name="Active">Experts per token.</param>
/// <param name="Measured">Tokens per second of a decode step, microseconds of a layer.</param>
/// <param name="Twin">Microseconds of the dense layer that does as much work; <see langword="null"/> for a decode
/// step.</param>
/// <param name="Text">The row as it was read.</param>
public sealed record MeasuredRow(
    string Test,
    string Shape,
    int Tokens,
    int Kept,
    int Active,
    double Measured,
    double? Twin,
    string Text
)
{
    /// <summary>Whether this is one layer and not a decode step.</summary>
    public bool IsLayer => Test == "layer";

    /// <summary>
    /// Different experts that a layer's batch hit, as it was counted; <see langword="null"/> where nobody counted.
    /// </summary>
    public double? Distinct { get; init; }

    /// <summary>What <see cref="Measured"/> counts.</summary>
    public string Unit => IsLayer ? "moe_us" : "tok_per_s";

    /// <summary>Reads rows; those that describe the machine are left out.</summary>
    /// <param name="path">Where the lines come from.</param>
    /// <param name="lines">JSON Lines.</param>
    /// <exception cref="MoeDataException">A line is no measurement.</exception>
    public static IReadOnlyList<MeasuredRow> Parse(string path, IEnumerable<string> lines)
    {
        var rows = new List<MeasuredRow>();
        foreach (var (index, line) in lines.Index())
        {
            try
            {
                rows.AddRange(line.Length > 0 ? Of(StrictJson.Parse(path, line, $"line {index + 1}"), line) : []);
            }
            catch (Exception error) when (error is InvalidOperationException or FormatException)
            {
                throw new MoeDataException(
                    path,
                    $"line {index + 1}",
                    "is no measurement: " + StrictJson.Reason(error),
                    "data/measured/README.md shows the form",
                    error
                );
            }
        }

        return rows;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">JSON Lines.</param>
    /// <exception cref="MoeMissingException">There is none.</exception>
    /// <exception cref="MoeDataException">A line is no measurement.</exception>
    public static IReadOnlyList<MeasuredRow> Load(string path) =>
        Parse(path, InputFile.ReadText(path).ReplaceLineEndings("\n").Split('\n'));

    /// <summary>Reads what travels in this assembly.</summary>
    /// <param name="name">A file under <c>data/measured</c>, without its ending: <c>h100-decode</c>.</param>
    public static IReadOnlyList<MeasuredRow> Bundled(string name)
    {
        using var stream = typeof(MeasuredRow).Assembly.GetManifestResourceStream($"measured/{name}.jsonl")
            ?? throw new MoeMissingException(name, "is not among data/measured");
        return Parse(name, new StreamReader(stream).ReadToEnd().Split('\n'));
    }

    private static IEnumerable<MeasuredRow> Of(JsonElement row, string text)
    {
        JsonElement Field(string name) =>
            row.TryGetProperty(name, out var field) ? field : throw new FormatException($"it has no {name}");
        int Int(string name) => Field(name).GetInt32();
        double Number(string name) => Field(name).GetDouble();
        return Field("test").GetString() switch
        {
            "machine" => [],
            "layer" =>
            [
                new(
                    "layer",
                    Field("shape").GetString()!,
                    Int("tokens"),
                    0,
                    0,
                    Number("moe_us"),
                    Number("dense_twin_us"),
                    text
                )
                {
                    Distinct = row.TryGetProperty("distinct", out var distinct) ? distinct.GetDouble() : null,
                },
            ],
            ("skip" or "prune") and var test =>
            [
                new(test, "v2-lite", Int("batch"), Int("kept"), Int("active"), Number("tok_per_s"), null, text),
            ],
            var other => throw new FormatException(
                $"test is '{ErrorText.Name(other ?? "null")}'; it is machine, layer, skip or prune"
            ),
        };
    }
}
