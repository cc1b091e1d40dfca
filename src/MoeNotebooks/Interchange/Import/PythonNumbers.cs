using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MoeNotebooks.Interchange.Import;

/// <summary>
/// Reads JSON as Python writes it: <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> may stand bare in place of a
/// number.
/// </summary>
internal static class PythonNumbers
{
    private static readonly string[] Literals = ["-Infinity", "Infinity", "NaN"];

    /// <summary>The text with Python's bare words in quotation marks, so that a strict reader takes it.</summary>
    public static string ToJson(string text)
    {
        if (!Literals.Any(text.Contains))
        {
            return text;
        }

        var json = new StringBuilder(text.Length + 16);
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!inString && Literals.FirstOrDefault(word => text.AsSpan(i).StartsWith(word)) is { } literal)
            {
                json.Append('"').Append(literal).Append('"');
                i += literal.Length - 1;
                continue;
            }

            if (inString && text[i] == '\\' && i + 1 < text.Length)
            {
                json.Append(text[i++]); // what is escaped ends no string
            }
            else if (text[i] == '"')
            {
                inString = !inString;
            }

            json.Append(text[i]);
        }

        return json.ToString();
    }

    /// <summary>
    /// A number, or one of Python's three words for what is none; <see langword="null"/> for anything else.
    /// </summary>
    public static double? Read(JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
            { ValueKind: JsonValueKind.String } text => Parse(text.GetString()!),
            _ => null,
        };

    /// <summary>The same of Python's <c>str(float)</c>, which knows <c>nan</c>, <c>inf</c> and <c>-inf</c>.</summary>
    public static double? Parse(string text) =>
        text switch
        {
            "nan" or "NaN" => double.NaN,
            "inf" or "Infinity" => double.PositiveInfinity,
            "-inf" or "-Infinity" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
        };
}
