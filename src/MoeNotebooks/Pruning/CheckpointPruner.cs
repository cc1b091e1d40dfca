using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Writes a smaller checkpoint without the experts that a mask leaves out.</summary>
/// <remarks>
/// Config files have one number of experts for all layers, so a mask must keep equally many in each, and, where experts
/// are chosen in groups, equally many of each group: then the smaller model computes what the masked one does.
/// </remarks>
public static class CheckpointPruner
{
    private const string MaskOnly = "Use it as a mask, which keeps any";
    private static readonly string[] CountFields = ["n_routed_experts", "num_experts", "num_local_experts"];

    /// <summary>Writes it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="mask">The experts to keep.</param>
    /// <param name="output">The new folder; must not hold a model.</param>
    /// <param name="origin">What is told about the mask in the new file's metadata, beside its SHA-256;
    /// <see langword="null"/> for nothing.</param>
    /// <exception cref="MoeUsageException">The mask cannot be expressed, or the folder is taken.</exception>
    public static void Write(
        string folder,
        ExpertMask mask,
        string output,
        IReadOnlyDictionary<string, string>? origin = null
    )
    {
        using var checkpoint = Checkpoint.Open(folder);
        var config = ModelConfig.Parse(Path.Combine(folder, "config.json"), checkpoint.ConfigText);
        var keep = CheckShape(config, mask);
        CheckpointFolder.Refuse(output);
        CheckpointCheck.Verify(checkpoint, config);
        using var scope = NewDisposeScope();
        CheckpointFolder.Write(
            output,
            folder,
            new PrunedTensors(checkpoint, config, mask).All(),
            mask,
            origin,
            SmallerConfig(checkpoint.ConfigText, keep, keep / config.Moe.Router.Groups * config.Moe.Router.TopGroups)
        );
    }

    private static int CheckShape(ModelConfig config, ExpertMask mask)
    {
        mask.Check(config.Moe.Router.Experts, config.MoeLayers);
        var rule = config.Moe.Router;
        var kept = config.MoeLayers.ToDictionary(layer => layer, layer => mask.KeptIn(layer, rule.Experts));
        var (first, count) = (config.MoeLayers[0], kept[config.MoeLayers[0]].Count);
        foreach (var (layer, experts) in kept)
        {
            if (experts.Count != count)
            {
                throw new MoeUsageException(
                    "keep",
                    $"keeps {count} experts in layer {first} and {experts.Count} in layer {layer}; a checkpoint has one number",
                    MaskOnly
                );
            }

            int[] groups =
            [
                .. Enumerable
                    .Range(0, rule.Groups)
                    .Select(group => experts.Count(e => e / (rule.Experts / rule.Groups) == group)),
            ];
            if (groups.Any(group => group != groups[0]))
            {
                throw new MoeUsageException(
                    "keep",
                    $"keeps {string.Join(", ", groups)} experts of the {rule.Groups} groups of layer {layer}; a checkpoint has equally many of each",
                    MaskOnly
                );
            }
        }

        return count;
    }

    private static string SmallerConfig(string json, int keep, int selectable)
    {
        var config = JsonNode.Parse(json)!.AsObject();
        foreach (var field in CountFields.Where(config.ContainsKey))
        {
            config[field] = keep;
        }

        config["num_experts_per_tok"] = Math.Min(selectable, config["num_experts_per_tok"]!.GetValue<int>());
        return config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }
}
