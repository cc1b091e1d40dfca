using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Pruning;

/// <summary>
/// A new folder for a checkpoint made of another one: its tensors, its config, and the other's companions such as the
/// tokenizer.
/// </summary>
internal static class CheckpointFolder
{
    /// <summary>Refuses a folder that holds a model.</summary>
    public static void Refuse(string output)
    {
        if (File.Exists(Path.Combine(output, "config.json")))
        {
            throw new MoeUsageException(output, "holds a model already", "Give a new folder");
        }
    }

    /// <summary>Writes it, the config last, so that a folder that opens is whole.</summary>
    public static void Write(
        string output,
        string source,
        IEnumerable<NamedTensor> tensors,
        ExpertMask mask,
        IReadOnlyDictionary<string, string>? origin,
        string config
    )
    {
        Directory.CreateDirectory(output);
        SafetensorsWriter.Write(
            Path.Combine(output, "model.safetensors"),
            tensors,
            new Dictionary<string, string>(origin ?? new Dictionary<string, string>())
            {
                ["format"] = "pt",
                ["mask_sha256"] = mask.Digest,
            }
        );
        foreach (var file in Directory.GetFiles(source, "*.json").Where(IsCompanion))
        {
            File.Copy(file, Path.Combine(output, Path.GetFileName(file)), overwrite: true);
        }

        AtomicFile.WriteText(Path.Combine(output, "config.json"), config);
    }

    private static bool IsCompanion(string file) =>
        Path.GetFileName(file) is var name
        && name != "config.json"
        && !name.EndsWith(".index.json", StringComparison.Ordinal);
}
