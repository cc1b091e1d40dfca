using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Models;

/// <summary>
/// Compares a checkpoint's tensors with the model's, before anything is loaded: missing, left over, of another shape or
/// type.
/// </summary>
internal static class CheckpointCheck
{
    private const int Shown = 10;
    private const int MostMissing = 100_000; // a config far from its files is not followed to the end
    private const string RotaryBuffer = "rotary_emb.inv_freq"; // saved by old versions, computed by all

    /// <summary>Throws for what is wrong.</summary>
    /// <returns>What was left out on purpose, one line each.</returns>
    public static IReadOnlyList<string> Verify(Checkpoint checkpoint, ModelConfig config)
    {
        var reader = new WeightReader(checkpoint, config, default);
        var (missing, shapes, types, used) = (
            new List<string>(),
            new List<string>(),
            new List<string>(),
            new HashSet<string>()
        );
        foreach (var spec in Expected(config, reader))
        {
            if (reader.NameInFiles(spec.Name) is not { } name)
            {
                missing.Add(ErrorText.Name(spec.Name));
                if (missing.Count == MostMissing)
                {
                    break;
                }

                continue;
            }

            used.Add(name);
            var entry = checkpoint.Entry(name);
            if (!entry.Shape.SequenceEqual(spec.Shape))
            {
                shapes.Add($"{ErrorText.Name(name)} is {entry.ShapeText}, not [{string.Join(", ", spec.Shape)}]");
            }

            if (!entry.DType.IsReal())
            {
                types.Add($"{ErrorText.Name(name)} is {entry.DType}");
            }

            // Factors belong to these only: beside any other weight they are left over
            if (EightBitFloats.Contain(entry.DType))
            {
                used.Add(name + Fp8Blocks.ScaleSuffix);
                if (config.Quantisation is not null && !checkpoint.Contains(name + Fp8Blocks.ScaleSuffix))
                {
                    missing.Add(ErrorText.Name(name + Fp8Blocks.ScaleSuffix));
                }
            }
        }

        if (missing.Count == MostMissing)
        {
            throw new MoeDataException(
                checkpoint.Folder,
                string.Empty,
                Line("missing, or more", missing)!,
                "Its config.json belongs to another model"
            );
        }

        var left = checkpoint
            .Names.Where(name =>
                !used.Contains(name)
                && !name.EndsWith(RotaryBuffer, StringComparison.Ordinal)
                && !(config.TieEmbeddings && name == ModelParameters.HeadName)
            )
            .ToList();
        var prediction = left.Where(name => IsPrediction(name, config)).ToList();
        Report(
            checkpoint.Folder,
            missing,
            shapes,
            types,
            [.. left.Except(prediction).Order(StringComparer.Ordinal).Select(ErrorText.Name)]
        );
        return prediction.Count == 0
            ? []
            :
            [
                $"{checkpoint.Folder}: {prediction.Count} tensors of the multi-token-prediction layer are left out; the main model does not use them",
            ];
    }

    /// <summary>The model's tensors, a layer's experts fused where the files have them so.</summary>
    private static IEnumerable<ParameterSpec> Expected(ModelConfig config, WeightReader reader) =>
        ModelParameters
            .Outside(config)
            .Concat(
                Enumerable
                    .Range(0, config.Layers)
                    .SelectMany(layer =>
                    {
                        var all = ModelParameters.OfLayer(config, layer).ToList();
                        var fused = Fused(config, layer);
                        return fused.Length > 0 && fused.Any(spec => reader.NameInFiles(spec.Name) is not null)
                            ? all.Where(spec => spec.Part != ModelPart.Routed).Concat(fused)
                            : all;
                    })
            );

    private static ParameterSpec[] Fused(ModelConfig config, int layer) =>
        config.IsMoe(layer)
            ?
            [
                .. Architecture
                    .Named(config.Architecture)
                    .Routed.FusedParameters(config)
                    .Select(spec => spec.Under(ModelParameters.LayerPrefix(layer))),
            ]
            : [];

    private static bool IsPrediction(string name, ModelConfig config)
    {
        var parts = name.Split('.', 4);
        return config.PredictionLayers > 0
            && parts is ["model", "layers", var layer, _]
            && int.TryParse(layer, out var index)
            && index >= config.Layers
            && index < config.Layers + config.PredictionLayers;
    }

    private static void Report(
        string folder,
        List<string> missing,
        List<string> shapes,
        List<string> types,
        List<string> extra
    )
    {
        var problems = new[]
        {
            Line("missing", missing),
            Line("of the wrong shape", shapes),
            Line("of a type that no weight has", types),
            Line("not of this model", extra),
        }
            .OfType<string>()
            .ToList();
        if (problems.Count > 0)
        {
            throw MoeDataException.Many(folder, problems);
        }
    }

    private static string? Line(string what, List<string> names) =>
        names.Count == 0
            ? null
            : $"{names.Count} tensors {what}: {string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", ..." : string.Empty)}";
}
