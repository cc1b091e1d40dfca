using System.Text.Json;

namespace MoeNotebooks.Configs;

/// <summary>Which layers of a Qwen model are MoE layers, by the config.</summary>
internal static class QwenLayers
{
    public static ModelConfig Read(ConfigReader reader, ModelConfig config)
    {
        var step = reader.Size("decoder_sparse_step", otherwise: 1);
        var dense = DenseLayers(reader);
        var moe = Enumerable
            .Range(0, config.Layers)
            .Where(layer => !dense.Contains(layer) && (layer + 1) % step == 0)
            .ToArray();
        return config with
        {
            MoeLayers = moe,
            DenseWidth = moe.Length < config.Layers ? reader.Size("intermediate_size") : 0,
        };
    }

    private static HashSet<int> DenseLayers(ConfigReader reader)
    {
        if (reader.Value("mlp_only_layers") is not { } list)
        {
            return [];
        }

        if (
            list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out _))
        )
        {
            return [.. list.EnumerateArray().Select(n => n.GetInt32())];
        }

        reader.Problem("mlp_only_layers", $"is {ConfigReader.Show(list)}; a list of layers is needed");
        return [];
    }
}
