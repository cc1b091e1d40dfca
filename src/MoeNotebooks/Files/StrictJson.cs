using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Files;

/// <summary>
/// Parses JSON that comes from elsewhere, the one way for all readers: UTF-8 with or without a mark, no name twice, no
/// comments, at most 64 levels, no text that is half a surrogate pair; an error names the file and the line.
/// </summary>
internal static partial class StrictJson
{
    private const int Deepest = 64;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = Deepest,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">Bytes that it may have.</param>
    /// <param name="halfPairs">Whether texts may hold half a surrogate pair: the caller then looks at each text that it
    /// takes.</param>
    /// <exception cref="MoeMissingException">It cannot be read.</exception>
    /// <exception cref="MoeDataException">It is too long or not such JSON.</exception>
    public static JsonElement ReadFile(string path, long largest, bool halfPairs = false) =>
        Parse(path, InputFile.ReadBytes(path, largest), halfPairs: halfPairs);

    /// <summary>Parses a text.</summary>
    /// <param name="path">Where it comes from.</param>
    /// <param name="text">The text.</param>
    /// <param name="where">The line or field it stands in; empty for the whole file.</param>
    public static JsonElement Parse(string path, string text, string where = "") =>
        Parse(path, Encoding.UTF8.GetBytes(text), where);

    /// <summary>Parses bytes.</summary>
    /// <param name="path">Where they come from.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="where">The line or field they stand in; empty for the whole file.</param>
    /// <param name="halfPairs">Whether texts may hold half a surrogate pair.</param>
    public static JsonElement Parse(string path, ReadOnlyMemory<byte> bytes, string where = "", bool halfPairs = false)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new MoeDataException(path, where, "is not UTF-8", WrongFile.Hint(bytes.Span));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, Options);
            if (!halfPairs)
            {
                Decode(document.RootElement);
            }

            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            var line = where.Length > 0 || error.LineNumber is null ? where : $"line {error.LineNumber + 1}";
            throw new MoeDataException(
                path,
                line,
                "is not valid JSON: " + Reason(error),
                WrongFile.Hint(bytes.Span),
                error
            );
        }
        catch (InvalidOperationException error)
        {
            throw new MoeDataException(
                path,
                where,
                "holds a text that is half a surrogate pair (\\ud800 to \\udfff)",
                inner: error
            );
        }
    }

    /// <summary>
    /// What is wrong with JSON that was read into a type, or field by field: .NET's words without that type, which
    /// tells a reader nothing, and the path in brackets.
    /// </summary>
    /// <param name="error">What the reader threw.</param>
    public static string Reason(Exception error)
    {
        if (error is KeyNotFoundException)
        {
            return "a field is missing";
        }

        if (WrongKind().Match(error.Message) is { Success: true } kinds)
        {
            return $"{Kind(kinds.Groups["found"].Value)} stands where {Kind(kinds.Groups["needed"].Value)} is needed";
        }

        if (
            error is JsonException { Path: { } place }
            && error.Message.Contains("could not be converted", StringComparison.Ordinal)
        )
        {
            return $"{place} is not what is needed there: it is of another kind, a number that does not fit, or a name that is not known";
        }

        var words = error.Message.Split([" Path: ", " LineNumber: "], 2, StringSplitOptions.None)[0];
        return Errors.ErrorText.Name(TypeNames().Replace(words, string.Empty).TrimEnd('.'))
            + (error is JsonException { Path: { } path } ? $" ({path})" : string.Empty);
    }

    [GeneratedRegex(
        @"(?: (?:to any \.NET member contained in|for|of|on) type)? '(?:MoeNotebooks|System)\.[^']*'| to (?:MoeNotebooks|System\.Collections)\.\S+"
    )]
    private static partial Regex TypeNames();

    [GeneratedRegex(
        "requires an element of type '(?<needed>[A-Za-z]+)', but the target element has type '(?<found>[A-Za-z]+)'"
    )]
    private static partial Regex WrongKind();

    private static string Kind(string name) =>
        name switch
        {
            nameof(JsonValueKind.Array) => "a list",
            nameof(JsonValueKind.Object) => "an object",
            nameof(JsonValueKind.String) => "a text",
            nameof(JsonValueKind.Number) => "a number",
            nameof(JsonValueKind.Null) => "null",
            _ => "true or false",
        };

    /// <summary>
    /// An escape that is half a surrogate pair is noticed only when its text is asked for: all are, once.
    /// </summary>
    private static void Decode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Decode(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Decode(member.Value);
                }

                break;
        }
    }
}
