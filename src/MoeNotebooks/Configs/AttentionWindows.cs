using System.Text.Json;

namespace MoeNotebooks.Configs;

/// <summary>
/// Every layer of this kit sees the whole context: a window is accepted only where it never cuts anything off.
/// </summary>
internal static class AttentionWindows
{
    public static void Check(ConfigReader reader, FamilyDefaults family, int layers, int positions)
    {
        reader.Known("sliding_window", "max_window_layers"); // the latter says which layers have the window
        var used = reader.Flag("use_sliding_window", !family.WindowNeedsFlag);
        if (used && reader.Has("sliding_window") && reader.Size("sliding_window") is var window && window < positions)
        {
            reader.Problem(
                "sliding_window",
                $"is {window}; supported is null, or max_position_embeddings, {positions}, and more: a window that never cuts"
            );
        }

        if (reader.Value("layer_types") is { } types && !IsFull(types, layers))
        {
            reader.Problem(
                "layer_types",
                $"is {ConfigReader.Show(types)}; supported is full_attention for each of the {layers} layers"
            );
        }
    }

    private static bool IsFull(JsonElement types, int layers) =>
        types.ValueKind == JsonValueKind.Array
        && types.GetArrayLength() == layers
        && types
            .EnumerateArray()
            .All(type => type.ValueKind == JsonValueKind.String && type.ValueEquals("full_attention"));
}
