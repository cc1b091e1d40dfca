using System.Text.Json;

namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Where the values, the names and the members or elements of a JSON text lie, as far as it can be read.
/// </summary>
internal sealed class JsonSpots
{
    public List<Range> Values { get; } = [];

    public List<Range> Names { get; } = [];

    /// <summary>A member is its name and its value, an element its value.</summary>
    public List<Range> Items { get; } = [];

    public static JsonSpots In(byte[] json)
    {
        var spots = new JsonSpots();
        var reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions
            {
                MaxDepth = 10_000,
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            }
        );
        var open = new Stack<(int Value, int Item)>();
        int? name = null;
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                var end = (int)reader.BytesConsumed;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        spots.Names.Add(start..(start + reader.ValueSpan.Length + 2));
                        name = start;
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((start, name ?? start));
                        name = null;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        var begun = open.Pop();
                        spots.Add(begun.Value, begun.Item, end);
                        break;
                    default:
                        spots.Add(start, name ?? start, end);
                        name = null;
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // what was found before the damage will do
        }

        return spots;
    }

    private void Add(int value, int item, int end)
    {
        Values.Add(value..end);
        Items.Add(item..end);
    }
}
