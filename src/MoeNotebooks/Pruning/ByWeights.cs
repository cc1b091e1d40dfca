using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>
/// Keeps experts by their weights alone, without a text: those with the least mean of |W| over the root mean square of
/// W.
/// </summary>
/// <remarks>AIMER (arXiv 2603.18492), whose authors remove the highest first. It is √(2/π) = 0.80 for normal weights,
/// and less the more a few large ones stand out. W is all of an expert: gate, up and down projection as one.</remarks>
/// <param name="Ratios">Decoder layer to one ratio per expert.</param>
public sealed record ByWeights(IReadOnlyDictionary<int, IReadOnlyList<double>> Ratios) : PruningCriterion
{
    /// <inheritdoc/>
    public override string Name => "aimer";

    /// <summary>Reads all experts of a model from its files, one by one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two experts.</param>
    public static ByWeights Of(
        MoeModel model,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        var reader = new WeightReader(model.Checkpoint, model.Config, ScalarType.Float32);
        var ratios = new Dictionary<int, IReadOnlyList<double>>();
        using var task = (progress ?? ProgressReporter.Silent).Begin(
            "Reading experts",
            model.MoeLayers.Count,
            "layers"
        );
        foreach (var layer in model.MoeLayers)
        {
            var routed = ModelParameters.OfLayer(model.Config, layer).Where(spec => spec.Part == ModelPart.Routed);
            ratios[layer] =
            [
                .. routed
                    .Chunk(3)
                    .Select((expert, e) => Ratio(reader, [.. expert.Select(spec => spec.Name)], e, cancellation)),
            ];
            task.Advance();
        }

        return new(ratios);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Worth(int layer, int experts) => [.. Ratios[layer].Select(ratio => -ratio)];

    /// <summary>
    /// One expert's ratio, from its three projections in files that hold them one by one, or from all experts fused.
    /// </summary>
    private static double Ratio(WeightReader reader, string[] names, int expert, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var fused = names[0][
            ..names[0]
                .IndexOf($".{expert}.", names[0].IndexOf("experts", StringComparison.Ordinal), StringComparison.Ordinal)
        ];
        var parts = reader.NameInFiles(names[0]) is not null
            ? names.Select(name => reader.MapSome(name, whole => whole))
            : new[] { ".gate_up_proj", ".down_proj" }.Select(name => reader.MapOne(fused + name, expert));
        double absolute = 0,
            squares = 0,
            count = 0;
        foreach (var part in parts)
        {
            var weights = part.to_type(ScalarType.Float64);
            absolute += weights.abs().sum().item<double>();
            squares += (weights * weights).sum().item<double>();
            count += weights.numel();
        }

        return squares == 0 ? 0 : absolute / count / Math.Sqrt(squares / count);
    }
}
