using System.Text.Json;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Traces;

/// <summary>What a trace is of, and all that deciding anew needs beside the router's outputs.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Rule">The model's rule.</param>
/// <param name="MoeLayers">The decoder layers that are MoE layers, ascending.</param>
public sealed record TraceHeader(string Model, RouterRule Rule, IReadOnlyList<int> MoeLayers)
{
    /// <summary>
    /// Decoder layer to the selection bias [E]; empty where the model has none, or it was not recorded.
    /// </summary>
    public IReadOnlyDictionary<int, IReadOnlyList<float>> Bias
    {
        get;
        init => field = value ?? field;
    } = new Dictionary<int, IReadOnlyList<float>>();

    /// <summary>The policy under which the trace was recorded, in words.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// Whether a token may use one expert in several slots, as re-routing makes it; elsewhere that is a fault.
    /// </summary>
    public bool Repeats { get; init; }

    /// <summary>What a trace of this model begins with; reads the selection biases from its files.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">The policy that will run; <see langword="null"/> for as trained.</param>
    public static TraceHeader Of(MoeModel model, RoutingPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var reader = new WeightReader(model.Checkpoint, model.Config, ScalarType.Float32);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(model.Checkpoint.Folder)),
            model.Config.Moe.Router,
            model.MoeLayers
        )
        {
            Bias = model
                .MoeLayers.Where(_ => model.Config.Moe.Router.SelectionBias)
                .ToDictionary(layer => layer, layer => (IReadOnlyList<float>)BiasOf(reader, model.Config, layer)),
            Policy = (policy ?? RoutingPolicy.Trained).ToString(),
            Repeats = policy is AdaptivePolicy { KeepsScores: true },
        };
    }

    internal string ToJson() => JsonSerializer.Serialize(this, TraceJson.Default.TraceHeader);

    internal static TraceHeader Parse(string path, string json)
    {
        try
        {
            var header = JsonSerializer.Deserialize(json, TraceJson.Default.TraceHeader)
                ?? throw new JsonException("is null");
            var rule = header.Rule;
            var sound =
                rule is { Experts: > 0, TrainedTopK: > 0, Groups: > 0, TopGroups: > 0 }
                && rule.Experts % rule.Groups == 0
                && rule.TopGroups <= rule.Groups
                && rule.TrainedTopK <= rule.Selectable;
            return sound && header.MoeLayers.Count > 0 && header.Bias.Values.All(bias => bias.Count == rule.Experts)
                ? header
                : throw new JsonException(
                    "its rule lacks experts, trainedTopK, groups or topGroups, or they do not fit; or it has no MoE layer, or biases of another number of experts"
                );
        }
        catch (JsonException error)
        {
            throw new MoeDataException(
                path,
                TraceSchema.HeaderKey,
                "is not the header of a trace: " + StrictJson.Reason(error),
                inner: error
            );
        }
    }

    private static float[] BiasOf(WeightReader reader, ModelConfig config, int layer)
    {
        using var scope = NewDisposeScope();
        var name = ModelParameters
            .OfLayer(config, layer)
            .Single(spec => spec.Name.EndsWith("e_score_correction_bias", StringComparison.Ordinal))
            .Name;
        return [.. reader.MapSome(name, whole => whole).data<float>()];
    }
}
