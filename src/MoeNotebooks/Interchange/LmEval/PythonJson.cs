using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>
/// Writes JSON as Python's <c>json.dumps(..., ensure_ascii=False)</c> does, character for character: hashes rest on it.
/// </summary>
internal static class PythonJson
{
    /// <summary>The text.</summary>
    /// <param name="node">What to write; <see langword="null"/> for null.</param>
    /// <param name="indent">Spaces a level; <see langword="null"/> for one line.</param>
    /// <returns>Valid JSON: what is not a number is null. Python's own bare words are for
    /// <see cref="WriteAsPython"/>.</returns>
    public static string Write(JsonNode? node, int? indent = null) => Write(node, indent, pythonWords: false);

    /// <summary>The text with NaN, Infinity and -Infinity bare, which is no JSON: for hashes only.</summary>
    /// <param name="node">What to write; <see langword="null"/> for null.</param>
    /// <param name="indent">Spaces a level; <see langword="null"/> for one line.</param>
    public static string WriteAsPython(JsonNode? node, int? indent = null) => Write(node, indent, pythonWords: true);

    /// <summary>Python's <c>repr(float)</c>: the shortest digits that give the number back.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) =>
        value switch
        {
            double.NaN => "nan",
            double.PositiveInfinity => "inf",
            double.NegativeInfinity => "-inf",
            _ when value == Math.Truncate(value) && Math.Abs(value) < 1e16 => value.ToString(
                "F1",
                CultureInfo.InvariantCulture
            ),
            _ => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
        };

    private static string Write(JsonNode? node, int? indent, bool pythonWords)
    {
        var text = new StringBuilder();
        Append(text, node, indent, 0, pythonWords);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int? indent, int level, bool pythonWords)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject fields:
                List(text, '{', '}', fields, indent, level, field =>
                {
                    Quote(text, field.Key);
                    text.Append(": ");
                    Append(text, field.Value, indent, level + 1, pythonWords);
                });
                break;
            case JsonArray items:
                List(text, '[', ']', items, indent, level, item => Append(text, item, indent, level + 1, pythonWords));
                break;
            case JsonValue value:
                Append(text, value, pythonWords);
                break;
        }
    }

    private static void List<T>(
        StringBuilder text,
        char open,
        char close,
        ICollection<T> items,
        int? indent,
        int level,
        Action<T> write
    )
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(
                first ? string.Empty
                : indent is null ? ", "
                : ","
            );
            NewLine(text, indent, level + 1);
            write(item);
            first = false;
        }

        if (items.Count > 0)
        {
            NewLine(text, indent, level);
        }

        text.Append(close);
    }

    private static void NewLine(StringBuilder text, int? indent, int level)
    {
        if (indent is { } spaces)
        {
            text.Append('\n').Append(' ', spaces * level);
        }
    }

    private static void Append(StringBuilder text, JsonValue value, bool pythonWords)
    {
        if (value.TryGetValue(out string? words))
        {
            Quote(text, words);
        }
        else if (value.TryGetValue(out bool flag))
        {
            text.Append(flag ? "true" : "false");
        }
        else if (value.TryGetValue(out long whole) || (value.TryGetValue(out int small) && (whole = small) == small))
        {
            text.Append(whole.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            var number = value.GetValue<double>();
            text.Append(
                double.IsFinite(number) ? Number(number)
                : pythonWords ? Word(number)
                : "null"
            );
        }
    }

    private static string Word(double number) =>
        double.IsNaN(number) ? "NaN"
        : number > 0 ? "Infinity"
        : "-Infinity";

    private static void Quote(StringBuilder text, string words)
    {
        text.Append('"');
        foreach (var c in words)
        {
            text.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    < ' ' => $"\\u{(int)c:x4}",
                    _ => c.ToString(),
                }
            );
        }

        text.Append('"');
    }
}
