using MoeNotebooks.Checkpoints;
using static TorchSharp.torch;

namespace MoeNotebooks.Faults.Table;

/// <summary>A checkpoint in many files, as large models come.</summary>
internal static class Shards
{
    /// <summary>Writes a model's folder anew with its tensors dealt out to so many files.</summary>
    public static int Write(string model, string folder, int files)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(model, "*.json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        using var scope = NewDisposeScope();
        using var all = SafetensorsFile.Open(Path.Combine(model, "model.safetensors"));
        var places = new Dictionary<string, string>();
        foreach (
            var (shard, names) in all
                .Tensors.Keys.Order(StringComparer.Ordinal)
                .Index()
                .GroupBy(name => name.Index % files, name => name.Item)
                .Select(group => (group.Key, group))
        )
        {
            var name = $"model-{shard + 1:d5}-of-{files:d5}.safetensors";
            SafetensorsWriter.Write(
                Path.Combine(folder, name),
                names.Select(tensor => new NamedTensor(tensor, all.Read(tensor)))
            );
            foreach (var tensor in names)
            {
                places[tensor] = name;
            }
        }

        var map = string.Join(",\n", places.Select(place => $"\"{place.Key}\": \"{place.Value}\""));
        File.WriteAllText(
            Path.Combine(folder, "model.safetensors.index.json"),
            "{\"metadata\": {}, \"weight_map\": {" + map + "}}"
        );
        return 0;
    }
}
