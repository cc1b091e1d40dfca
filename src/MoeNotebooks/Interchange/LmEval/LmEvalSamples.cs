using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>The lines of lm-eval's <c>samples_TASK_DATE.jsonl</c>.</summary>
internal static class LmEvalSamples
{
    /// <summary>One line, without its line end.</summary>
    /// <param name="item">The question.</param>
    /// <param name="result">How it was answered.</param>
    public static string Line(EvaluationItem item, ItemResult result)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(result);
        var hashes = LmEvalHashes.Of(item);
        var line = new JsonObject
        {
            ["doc_id"] = item.Index,
            ["doc"] = item.Document.Fields.DeepClone(),
            ["target"] = item.Target,
            ["arguments"] = new JsonObject(
                item.Requests.Select(
                    (pair, i) =>
                        KeyValuePair.Create(
                            $"gen_args_{i.ToString(CultureInfo.InvariantCulture)}",
                            (JsonNode?)Arguments(pair)
                        )
                )
            ),
            ["resps"] = new JsonArray([.. result.Choices.Select(choice => new JsonArray(Response(choice)))]),
            ["filtered_resps"] = new JsonArray([.. result.Choices.Select(Response)]),
            ["filter"] = "none",
            ["metrics"] = result.AccuracyNorm is null ? new JsonArray("acc") : new JsonArray("acc", "acc_norm"),
            ["doc_hash"] = hashes.Document,
            ["prompt_hash"] = hashes.Prompt,
            ["target_hash"] = hashes.Target,
            ["acc"] = result.Accuracy,
        };
        if (result.AccuracyNorm is { } norm)
        {
            line["acc_norm"] = norm;
        }

        return PythonJson.Write(line);
    }

    private static JsonObject Arguments(PromptPair pair) =>
        new JsonObject { ["arg_0"] = pair.Context, ["arg_1"] = pair.Continuation };

    // numbers are strings here, as lm-eval's sanitising leaves them
    private static JsonArray Response(LikelihoodResult choice) =>
        new(
            PythonJson.Number(choice.LogLikelihood),
            choice.IsGreedy is { } greedy ? (greedy ? "True" : "False") : "None"
        );
}
