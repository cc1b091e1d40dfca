using System.Text.Json;
using System.Text.Unicode;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Checkpoints;

/// <summary>Reads a header's JSON token by token: nothing is allocated but what the result holds.</summary>
internal sealed class SafetensorsJson(string path)
{
    private const string MetadataKey = "__metadata__";
    private readonly Dictionary<string, TensorEntry> _tensors = [];
    private readonly List<string> _notices = [];
    private Dictionary<string, string>? _metadata;

    public SafetensorsHeader Parse(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw Error("header", "is not UTF-8");
        }

        try
        {
            ParseRoot(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair
            throw new MoeDataException(path, "header", "is not valid JSON: " + error.Message.TrimEnd('.'), null, error);
        }

        return new SafetensorsHeader(_tensors, _metadata ?? [], 0, _notices);
    }

    private void ParseRoot(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error("header", "is not a JSON object");
        }

        while (NextKey(ref reader) is { } name)
        {
            if (name == MetadataKey)
            {
                ParseMetadata(ref reader);
            }
            else if (!_tensors.TryAdd(name, ParseTensor(ref reader, name)))
            {
                throw Error(name, "the header names this tensor twice");
            }
        }

        reader.Read(); // throws on anything but white space after the object
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        if (_metadata is not null)
        {
            throw Error(MetadataKey, "appears twice");
        }

        Expect(ref reader, JsonTokenType.StartObject, MetadataKey, "must be an object of text values");
        _metadata = [];
        while (NextKey(ref reader) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, MetadataKey, $"'{ErrorText.Name(key)}' must be text");
            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Error(MetadataKey, $"'{ErrorText.Name(key)}' appears twice");
            }
        }
    }

    private TensorEntry ParseTensor(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, name, "must be an object with dtype, shape and data_offsets");
        TensorDType? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                Once(dtype is null, name, "dtype");
                dtype = ParseDType(ref reader, name);
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                Once(shape is null, name, "shape");
                shape = ParseNumbers(ref reader, name, "shape");
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                Once(offsets is null, name, "data_offsets");
                offsets = ParseNumbers(ref reader, name, "data_offsets");
            }
            else
            {
                _notices.Add(
                    $"{path}: {ErrorText.Name(name)}: unknown field '{ErrorText.Name(reader.GetString()!)}' ignored"
                );
                reader.Skip();
            }
        }

        return Entry(name, dtype, shape, offsets);
    }

    private TensorEntry Entry(string name, TensorDType? dtype, long[]? shape, long[]? offsets)
    {
        if (dtype is null || shape is null || offsets is null)
        {
            throw Error(name, $"has no {(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        }

        return offsets.Length == 2
            ? new TensorEntry(name, dtype.Value, shape, offsets[0], offsets[1])
            : throw Error(name, $"data_offsets has {offsets.Length} numbers; it must have 2");
    }

    private TensorDType ParseDType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String, name, "dtype must be text");
        return (reader.ValueIsEscaped ? null : TensorDTypes.Parse(reader.ValueSpan))
            ?? throw Error(name, $"dtype '{ErrorText.Name(reader.GetString()!)}' is none of the format's types");
    }

    private long[] ParseNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        Expect(ref reader, JsonTokenType.StartArray, name, $"{field} must be a list of whole numbers");
        var first = reader;
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // digits only: no sign, fraction or exponent
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0)
            {
                throw Error(
                    name,
                    $"{field} holds {Shown(ref reader)}; it must hold whole numbers from 0 to {long.MaxValue}"
                );
            }

            count++;
        }

        var numbers = new long[count];
        for (var i = 0; first.Read() && i < count; i++)
        {
            numbers[i] = first.GetInt64();
        }

        return numbers;
    }

    private static string Shown(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartArray or JsonTokenType.StartObject => "a nested value",
            JsonTokenType.String => $"\"{ErrorText.Name(reader.GetString()!)}\"",
            _ => ErrorText.Name(System.Text.Encoding.UTF8.GetString(reader.ValueSpan)),
        };

    /// <summary>The next key of the object the reader is in; <see langword="null"/> at its end.</summary>
    private static string? NextKey(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string element, string problem)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw Error(element, problem);
        }
    }

    private void Once(bool first, string name, string field)
    {
        if (!first)
        {
            throw Error(name, $"{field} appears twice");
        }
    }

    private MoeDataException Error(string element, string problem) => new(path, ErrorText.Name(element), problem);
}
