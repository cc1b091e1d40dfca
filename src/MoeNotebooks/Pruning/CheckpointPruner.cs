using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Writes a smaller checkpoint without the experts that a mask leaves out.</summary>
/// <remarks>
/// Config files have one number of experts for all layers, so a mask must keep equally many in each, and, where experts are
/// chosen in groups, equally many of each group: then the smaller model computes what the masked one does.
/// </remarks>
public static class CheckpointPruner
{
    private static readonly string[] CountFields = ["n_routed_experts", "num_experts", "num_local_experts"];

    /// <summary>Writes it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="mask">The experts to keep.</param>
    /// <param name="output">The new folder; must not hold a model.</param>
    /// <exception cref="MoeUsageException">The mask cannot be expressed, or the folder is taken.</exception>
    public static void Write(string folder, ExpertMask mask, string output)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var config = ModelConfig.Parse(Path.Combine(folder, "config.json"), checkpoint.ConfigText);
        var keep = CheckShape(config, mask);
        if (File.Exists(Path.Combine(output, "config.json")))
        {
            throw new MoeUsageException(output, "holds a model already", "Give a new folder");
        }

        CheckpointCheck.Verify(checkpoint, config);
        Directory.CreateDirectory(output);
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            Path.Combine(output, "model.safetensors"),
            new PrunedTensors(checkpoint, config, mask).All(), new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var file in Directory.GetFiles(folder, "*.json").Where(IsCompanion))
        {
            File.Copy(file, Path.Combine(output, Path.GetFileName(file)), overwrite: true);
        }

        AtomicFile.WriteText(Path.Combine(output, "config.json"), SmallerConfig(checkpoint.ConfigText, keep, keep / config.Moe.Router.Groups * config.Moe.Router.TopGroups));
    }

    private static bool IsCompanion(string file) =>
        Path.GetFileName(file) is var name && name != "config.json" && !name.EndsWith(".index.json", StringComparison.Ordinal);

    private static int CheckShape(ModelConfig config, ExpertMask mask)
    {
        mask.Check(config.Moe.Router.Experts, config.MoeLayers);
        var rule = config.Moe.Router;
        var kept = config.MoeLayers.Select(layer => mask.Kept.GetValueOrDefault(layer) ?? [.. Enumerable.Range(0, rule.Experts)]).ToList();
        if (kept.Any(layer => layer.Count != kept[0].Count))
        {
            throw new MoeUsageException("keep", "keeps different numbers of experts in different layers; a checkpoint has one number");
        }

        var size = rule.Experts / rule.Groups;
        return kept.All(layer => layer.CountBy(e => e / size).All(group => group.Value * rule.Groups == layer.Count))
            ? kept[0].Count
            : throw new MoeUsageException("keep", $"must keep equally many experts of each of the {rule.Groups} groups");
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
