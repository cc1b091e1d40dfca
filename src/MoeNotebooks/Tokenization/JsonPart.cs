using System.Text.Json;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Tokenization;

/// <summary>A value inside a JSON file that knows its file and its place, so that every error can name both.</summary>
internal readonly partial record struct JsonPart(string File, string Where, JsonElement Value)
{
    private const long LargestFile = 1L << 30;

    public bool IsNull => Value.ValueKind == JsonValueKind.Null;

    public bool IsText => Value.ValueKind == JsonValueKind.String;

    public bool IsList => Value.ValueKind == JsonValueKind.Array;

    /// <summary>Reads a file that must hold one JSON object; duplicate names are an error.</summary>
    public static JsonPart ReadFile(string path) => Root(path, StrictJson.ReadFile(path, LargestFile, halfPairs: true));

    /// <summary>Parses a file's content.</summary>
    public static JsonPart Parse(string path, ReadOnlyMemory<byte> bytes) =>
        Root(path, StrictJson.Parse(path, bytes, halfPairs: true));

    public MoeDataException Error(string problem, string? nextStep = null) => new(File, Where, problem, nextStep);

    /// <summary>The member, or null where it is absent or null.</summary>
    public JsonPart? Optional(string name)
    {
        Need(JsonValueKind.Object, "an object");
        return Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPart(File, Where.Length == 0 ? name : Where + "." + name, value)
            : null;
    }

    public JsonPart Required(string name) => Optional(name) ?? throw Error($"the field '{name}' is missing");

    public string Text()
    {
        Need(JsonValueKind.String, "a string");
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new MoeDataException(File, Where, "holds half of a surrogate pair", inner: error);
        }
    }

    /// <summary>
    /// The string, with U+FFFD for half of a surrogate pair, which JSON can write and no text can hold.
    /// </summary>
    public string LenientText()
    {
        Need(JsonValueKind.String, "a string");
        var raw = HalfPair().Replace(Value.GetRawText(), match => match.Length == 6 ? "\\uFFFD" : match.Value);
        using var document = JsonDocument.Parse(raw);
        return (this with { Value = document.RootElement }).Text();
    }

    public bool Flag() =>
        Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Error($"is {Kind}, not true or false"),
        };

    public int Whole(int least, int most) =>
        Value.ValueKind == JsonValueKind.Number
        && Value.TryGetInt32(out var number)
        && number >= least
        && number <= most
            ? number
            : throw Error($"is {Shown}, not a whole number from {least} to {most}");

    public IEnumerable<JsonPart> Items()
    {
        Need(JsonValueKind.Array, "a list");
        var self = this;
        return Value.EnumerateArray().Select((item, i) => new JsonPart(self.File, $"{self.Where}[{i}]", item));
    }

    /// <summary>Names and values of an object's members.</summary>
    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        Need(JsonValueKind.Object, "an object");
        var self = this;
        return Value
            .EnumerateObject()
            .Select(member => (member.Name, new JsonPart(self.File, self.Where, member.Value)));
    }

    /// <summary>An option this kit does not know could change ids: it is an error, never ignored.</summary>
    public void OnlyKnown(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in Members())
        {
            if (!names.Contains(name))
            {
                throw Error($"the field '{ErrorText.Name(name)}' is not supported");
            }
        }
    }

    /// <summary>An escaped backslash or whole pair, passed over, or one half.</summary>
    [GeneratedRegex("""(?:\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..)""")]
    private static partial Regex HalfPair();

    private static JsonPart Root(string path, JsonElement value)
    {
        var root = new JsonPart(path, string.Empty, value);
        root.Need(JsonValueKind.Object, "an object");
        return root;
    }

    private string Kind => Value.ValueKind.ToString().ToLowerInvariant();

    private string Shown => Value.ValueKind == JsonValueKind.Number ? ErrorText.Name(Value.GetRawText()) : Kind;

    private void Need(JsonValueKind kind, string words)
    {
        if (Value.ValueKind != kind)
        {
            throw Error($"is {Kind}, not {words}");
        }
    }
}
