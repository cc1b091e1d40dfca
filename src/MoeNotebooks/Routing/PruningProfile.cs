using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Routing;

/// <summary>
/// A mask as vLLM's proposed profile (its pull request 37824, version 1): <c>{"version": 1, "model": "NAME",
/// "pruned_experts": [[0, 3], ...]}</c>, the experts that are pruned, one list per MoE layer in their order.
/// </summary>
internal static class PruningProfile
{
    public const string Field = "pruned_experts";

    /// <summary>Whether a text is a profile, of whatever version.</summary>
    public static bool IsOne(string path, string text) =>
        text.Contains(Field, StringComparison.Ordinal)
        && StrictJson.Parse(path, text) is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty(Field, out _);

    /// <summary>Reads one.</summary>
    /// <param name="path">Where it comes from.</param>
    /// <param name="text">The text.</param>
    /// <param name="experts">Experts of a layer.</param>
    /// <param name="moeLayers">The decoder layers that are MoE layers, ascending.</param>
    /// <exception cref="MoeDataException">It is of another version or form, or not of such a model.</exception>
    public static ExpertMask Read(string path, string text, int experts, IReadOnlyList<int> moeLayers)
    {
        var root = StrictJson.Parse(path, text);
        if (
            !root.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number)
            || number != 1
        )
        {
            throw new MoeDataException(path, "version", "is not 1, the only version whose meaning is known here");
        }

        try
        {
            int[][] pruned =
            [
                .. root.GetProperty(Field)
                    .EnumerateArray()
                    .Select(layer => layer.EnumerateArray().Select(e => e.GetInt32()).ToArray()),
            ];
            if (pruned.Length != moeLayers.Count)
            {
                throw new MoeDataException(
                    path,
                    Field,
                    $"has {pruned.Length} lists; the model has {moeLayers.Count} MoE layers"
                );
            }

            foreach (var (layer, list) in pruned.Index())
            {
                if (list.Any(e => e < 0 || e >= experts))
                {
                    throw new MoeDataException(
                        path,
                        Field,
                        $"list {layer} names expert {list.First(e => e < 0 || e >= experts)}; there are {experts}, counted from 0"
                    );
                }
            }

            return new ExpertMask(
                moeLayers
                    .Zip(pruned)
                    .ToDictionary(
                        layer => layer.First,
                        layer => (IReadOnlyList<int>)[.. Enumerable.Range(0, experts).Except(layer.Second)]
                    )
            );
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw new MoeDataException(path, Field, "is not one list of whole numbers per MoE layer", inner: error);
        }
    }

    /// <summary>Writes one.</summary>
    public static string Write(ExpertMask mask, int experts, IReadOnlyList<int> moeLayers, string model) =>
        new JsonObject
        {
            ["version"] = 1,
            ["model"] = model,
            [Field] = new JsonArray([
                .. moeLayers.Select(layer => new JsonArray([
                    .. Enumerable
                        .Range(0, experts)
                        .Except(mask.KeptIn(layer, experts))
                        .Select(e => JsonValue.Create(e)),
                ])),
            ]),
        }.ToJsonString() + "\n";
}
