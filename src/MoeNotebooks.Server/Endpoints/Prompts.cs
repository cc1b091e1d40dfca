using System.Text.Json;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>The prompts of a completion: a text, token ids, or a list of either.</summary>
internal static class Prompts
{
    public static IReadOnlyList<int[]> Read(JsonElement? prompt, Service service)
    {
        IReadOnlyList<int[]> read = prompt switch
        {
            { ValueKind: JsonValueKind.String } => [Text(prompt.Value)],
            { ValueKind: JsonValueKind.Array } list when AllNumbers(list) => [Ids(list)],
            { ValueKind: JsonValueKind.Array } list =>
            [
                .. list.EnumerateArray()
                    .Select(item => item.ValueKind == JsonValueKind.String ? Text(item) : Ids(item)),
            ],
            _ => throw Wrong(),
        };
        return read.Count > 0 ? read : throw Wrong();

        int[] Text(JsonElement text) => service.Encode(text.GetString()!, [text.GetString()!], "prompt");
    }

    private static bool AllNumbers(JsonElement list) =>
        list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.Number;

    private static int[] Ids(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array
            ?
            [
                .. list.EnumerateArray()
                    .Select(item =>
                        item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var id) ? id : throw Wrong()
                    ),
            ]
            : throw Wrong();

    private static RefusedException Wrong() =>
        new(400, "prompt is no text, no list of token ids, and no list of either", "prompt");
}
