using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Cli.Commands;

/// <summary>A routing trace for people or programs.</summary>
internal static class TraceReport
{
    private const int Named = 3;

    public static void Print(TextWriter output, string path, RoutingTrace trace, RoutingSummary summary, bool json)
    {
        if (json)
        {
            output.WriteLine(PythonJson.Write(Json(path, trace, summary), indent: 2));
            return;
        }

        var header = trace.Header;
        output.WriteLine(
            $"{path}: {header.Model}, {header.Policy}; {header.Rule.Experts} experts, {header.Rule.TrainedTopK} per token as trained"
        );
        output.WriteLine(
            $"recorded: experts{(trace.Blocks[0].Weights is null ? string.Empty : ", weights")}{(trace.HasLogits ? ", router outputs" : "; no router outputs, so that it cannot be replayed")}"
        );
        output.WriteLine("layer   tokens  steps  used/token  distinct/step  entropy   gini  margin  most used");
        foreach (var layer in summary.Layers)
        {
            var most = layer
                .Counts.Index()
                .OrderByDescending(expert => expert.Item)
                .Take(Named)
                .Select(expert => Text($"{expert.Index} ({100.0 * expert.Item / layer.Tokens:0} %)"));
            output.WriteLine(
                Text(
                    $"{layer.Layer, 5} {layer.Tokens, 8} {layer.Steps, 6} {layer.ExpertsPerToken, 11:0.00} {layer.DistinctPerStep, 14:0.0} {layer.Entropy, 8:0.00} {layer.Gini, 6:0.00} {layer.Margin, 7:0.00}  "
                ) + string.Join(", ", most)
            );
        }

        output.WriteLine(
            "entropy: of the load, in nats; margin: a token's largest weight less its second, of all its weights; most used: of the tokens"
        );
    }

    private static JsonObject Json(string path, RoutingTrace trace, RoutingSummary summary) =>
        new()
        {
            ["trace"] = path,
            ["model"] = trace.Header.Model,
            ["policy"] = trace.Header.Policy,
            ["router_outputs"] = trace.HasLogits,
            ["layers"] = new JsonArray([
                .. summary.Layers.Select(layer => new JsonObject
                {
                    ["layer"] = layer.Layer,
                    ["tokens"] = layer.Tokens,
                    ["steps"] = layer.Steps,
                    ["experts_per_token"] = layer.ExpertsPerToken,
                    ["distinct_per_step"] = layer.DistinctPerStep,
                    ["entropy_nats"] = layer.Entropy,
                    ["gini"] = layer.Gini,
                    ["margin"] = layer.Margin,
                    ["router_entropy_nats"] = layer.RouterEntropy,
                    ["share_by_rank"] = new JsonArray([.. layer.ShareByRank.Select(share => JsonValue.Create(share))]),
                    ["counts"] = new JsonArray([.. layer.Counts.Select(count => JsonValue.Create(count))]),
                    ["weight_sums"] = layer.WeightSums is { } sums
                        ? new JsonArray([.. sums.Select(sum => JsonValue.Create(sum))])
                        : null,
                }),
            ]),
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
