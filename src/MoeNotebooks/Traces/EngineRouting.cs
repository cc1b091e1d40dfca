using System.Text.Json;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Traces;

/// <summary>
/// Reads <c>routed_experts</c> out of what engines answer: SGLang (<c>meta_info</c>, or <c>sgl_ext</c> of a choice;
/// base64 of int32) and vLLM (a choice's own; base64
/// of a NumPy file), or nested lists [tokens, layers, k], -1 in slots that were skipped. Layers are all decoder layers,
/// dense ones of no meaning, or the MoE layers alone.
/// </summary>
public static class EngineRouting
{
    private const string Field = "routed_experts";

    /// <summary>Reads a file of answers: one as JSON, or one per line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">The model's shape.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>A trace without weights and router outputs; each text is a step of its own, since answers do not say
    /// what ran together.</returns>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">No answer has experts; or they are not of this model, of so many tokens or
    /// one fewer (a last token is not run), all zero (never recorded), or
    /// double: says where.</exception>
    public static RoutingTrace Read(string path, ModelConfig config, string model)
    {
        ArgumentNullException.ThrowIfNull(config);
        var header = new TraceHeader(model, config.Moe.Router, config.MoeLayers) { Policy = "as the engine ran it" };
        var text = InputFile.ReadText(path);
        string[] lines = [.. text.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line))];
        var roots = lines.All(line => line.TrimStart().StartsWith('{') && line.TrimEnd().EndsWith('}'))
            ? lines.Select((line, i) => (Where: $"line {i + 1}", Root: StrictJson.Parse(path, line, $"line {i + 1}")))
            : [("answer", StrictJson.Parse(path, text))];
        var blocks = new List<TraceBlock>();
        foreach (var (where, value, tokens) in roots.SelectMany(root => Answers(path, root.Where, root.Root)))
        {
            var array = ExpertArray.Read(path, where, value);
            blocks.AddRange(
                Blocks(
                    path,
                    where,
                    header,
                    array,
                    Shape(path, where, config, array, tokens),
                    blocks.Count / config.MoeLayers.Count
                )
            );
        }

        return blocks.Count > 0
            ? new(header, blocks)
            : throw new MoeDataException(
                path,
                Field,
                "is in no answer",
                "Ask the engine for it: return_routed_experts, with the server started so that it records them"
            );
    }

    /// <summary>Each text's experts, and how many tokens it has where the answer says.</summary>
    private static IEnumerable<(string Where, JsonElement Value, long? Tokens)> Answers(
        string path,
        string where,
        JsonElement root
    )
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new MoeDataException(path, where, "is not an answer: a JSON object");
        }

        JsonElement[] choices =
            root.TryGetProperty("choices", out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray()]
                : [];
        foreach (var (i, choice) in choices.Index())
        {
            if (choice.ValueKind != JsonValueKind.Object)
            {
                throw new MoeDataException(path, $"{where}, choice {i}", "is not a JSON object");
            }

            var holder = Inner(choice, "sgl_ext");
            if (holder.TryGetProperty(Field, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                yield return ($"{where}, choice {i}", value, choices.Length == 1 ? Tokens(Inner(root, "usage")) : null);
            }
        }

        if (
            Inner(root, "meta_info") is var meta
            && meta.TryGetProperty(Field, out var own)
            && own.ValueKind != JsonValueKind.Null
        )
        {
            yield return (where, own, Tokens(meta));
        }
    }

    private static JsonElement Inner(JsonElement element, string name) =>
        element.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : element;

    private static long? Tokens(JsonElement usage) => Count(usage, "prompt_tokens") + Count(usage, "completion_tokens");

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var count)
            ? count
            : null;

    /// <summary>[tokens, layers, k]: as the array says, or the one shape that fits.</summary>
    private static (int Tokens, int Layers, int K) Shape(
        string path,
        string where,
        ModelConfig config,
        ExpertArray array,
        long? tokens
    )
    {
        var k = array.Shape?[2] ?? config.Moe.Router.TrainedTopK;
        var fitting = new[] { config.Layers, config.MoeLayers.Count }
            .Distinct()
            .Where(layers =>
                k > 0 && array.Values.Length % (layers * k) == 0 && (array.Shape is null || array.Shape[1] == layers)
            )
            .Select(layers => (Tokens: array.Values.Length / (layers * k), Layers: layers, K: k))
            .Where(shape => shape.Tokens > 0 && (tokens is not { } n || shape.Tokens == n || shape.Tokens == n - 1))
            .ToArray();
        return fitting is [var one]
            ? one
            : throw new MoeDataException(
                path,
                where,
                $"has {(array.Shape is { } shape ? $"shape [{string.Join(", ", shape)}]" : $"{array.Values.Length} numbers")}{(tokens is { } known ? $" for {known} tokens" : string.Empty)}; "
                    + $"this model has {config.MoeLayers.Count} MoE layers in {config.Layers}, {config.Moe.Router.TrainedTopK} experts per token, and there is a row for each token or for all but the last"
                    + (
                        fitting.Length > 1
                            ? ": more than one shape fits, and the answer does not say how many tokens there are"
                            : string.Empty
                    )
            );
    }

    private static IEnumerable<TraceBlock> Blocks(
        string path,
        string where,
        TraceHeader header,
        ExpertArray array,
        (int Tokens, int Layers, int K) shape,
        int step
    )
    {
        foreach (var (i, layer) in header.MoeLayers.Index())
        {
            var row = shape.Layers == header.MoeLayers.Count ? i : layer;
            var experts = new short[shape.Tokens * shape.K];
            for (var token = 0; token < shape.Tokens; token++)
            {
                var slots = array.Values.AsSpan(((token * shape.Layers) + row) * shape.K, shape.K);
                Check(path, $"{where}, token {token}, layer {layer}", slots, header.Rule.Experts);
                for (var s = 0; s < slots.Length; s++)
                {
                    experts[(token * shape.K) + s] = (short)slots[s];
                }
            }

            yield return TraceCheck.Checked(
                path,
                header,
                new(step, layer, shape.K, [.. Enumerable.Range(0, shape.Tokens)], experts)
            );
        }
    }

    private static void Check(string path, string where, ReadOnlySpan<int> slots, int experts)
    {
        if (slots.Length > 1 && slots.IndexOfAnyExcept(0) < 0)
        {
            throw new MoeDataException(path, where, "is all zero: the engine did not record it");
        }

        if (slots.IndexOfAnyExceptInRange(-1, experts - 1) is >= 0 and var at)
        {
            throw new MoeDataException(path, where, $"uses expert {slots[at]}; there are {experts}, counted from 0");
        }

        if (slots.IndexOfAnyExcept(-1) < 0)
        {
            throw new MoeDataException(path, where, "uses no expert: every slot is empty (-1)");
        }

        for (var i = 1; i < slots.Length; i++)
        {
            if (slots[i] >= 0 && slots[..i].Contains(slots[i]))
            {
                throw new MoeDataException(path, where, $"uses expert {slots[i]} twice");
            }
        }
    }
}
