using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Checkpoints;

/// <summary>A checked <c>model.safetensors.index.json</c>: which file holds which tensor.</summary>
/// <param name="WeightMap">Tensor name to file name.</param>
/// <param name="TotalSize">What the index says the tensors' bytes add up to; <see langword="null"/> where it does not
/// say.</param>
internal sealed record CheckpointIndex(IReadOnlyDictionary<string, string> WeightMap, long? TotalSize)
{
    /// <summary>The name of the file in a model folder.</summary>
    public const string FileName = "model.safetensors.index.json";

    /// <summary>The files it names, in order.</summary>
    public IReadOnlyList<string> Files => [.. WeightMap.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Checks an index.</summary>
    /// <param name="path">The file's name for messages.</param>
    /// <param name="json">Its bytes; a byte order mark is accepted.</param>
    /// <exception cref="MoeDataException">It is no index, names a tensor twice, or a file name leads out of the
    /// folder.</exception>
    public static CheckpointIndex Parse(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(
                json.StartsWith("\uFEFF"u8) ? json[3..] : json,
                new JsonReaderOptions { MaxDepth = 64 }
            );
            return ParseRoot(path, ref reader);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8, or an escape that is half a surrogate pair
            throw new MoeDataException(
                path,
                string.Empty,
                "is not valid JSON: " + error.Message.TrimEnd('.'),
                WrongFile.Hint(json),
                error
            );
        }
    }

    private static CheckpointIndex ParseRoot(string path, ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MoeDataException(path, string.Empty, "is not a JSON object");
        }

        Dictionary<string, string>? map = null;
        long? total = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("weight_map"u8))
            {
                map = map is null
                    ? ParseMap(path, ref reader)
                    : throw new MoeDataException(path, "weight_map", "appears twice");
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                total = ParseTotal(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read(); // throws on anything but white space after the object
        return new CheckpointIndex(map ?? throw new MoeDataException(path, "weight_map", "is missing"), total);
    }

    private static Dictionary<string, string> ParseMap(string path, ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MoeDataException(path, "weight_map", "must be an object from tensor names to file names");
        }

        var map = new Dictionary<string, string>();
        var files = new Dictionary<string, string>(); // one string per file, however many tensors it holds
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                throw new MoeDataException(path, ErrorText.Name(name), "must name its file as text");
            }

            if (!map.TryAdd(name, Intern(path, name, reader.GetString()!, files)))
            {
                throw new MoeDataException(path, ErrorText.Name(name), "the index names this tensor twice");
            }
        }

        return map;
    }

    private static string Intern(string path, string name, string file, Dictionary<string, string> files)
    {
        if (files.TryGetValue(file, out var known))
        {
            return known;
        }

        if (RelativeName.Problem(file) is { } problem)
        {
            throw new MoeDataException(path, ErrorText.Name(name), $"its file name '{ErrorText.Name(file)}' {problem}");
        }

        return files[file] = file;
    }

    private static long? ParseTotal(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        long? total = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals("total_size"u8);
            reader.Read();
            total =
                wanted && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : total;
            reader.Skip();
        }

        return total;
    }
}
