using System.Text.Json;

namespace MoeNotebooks.Configs;

/// <summary>The fields that all families share.</summary>
internal static class CommonConfig
{
    private const int MostLayers = 10_000;
    private const int MostExperts = 65_536;

    public static ModelConfig Read(ConfigReader reader, ConfigFamily family, AttentionConfig attention, MoeConfig moe)
    {
        if (reader.Text("hidden_act") is { } activation and not ("silu" or "swish")) // one function, two names
        {
            reader.Problem("hidden_act", $"is '{Errors.ErrorText.Name(activation)}'; supported is silu");
        }

        if (reader.Has("auto_map"))
        {
            reader.Notices.Add($"{reader.Path}: auto_map names code to run; it is ignored, this kit has its own");
        }

        var layers = reader.Size("num_hidden_layers", most: MostLayers);
        var positions = reader.SizeOr("max_position_embeddings", family.Defaults.MaxPositions);
        AttentionWindows.Check(reader, family.Defaults, layers, positions);
        return new ModelConfig
        {
            Path = reader.Path,
            Architecture = family.Name,
            VocabularySize = reader.Size("vocab_size"),
            HiddenSize = reader.Size("hidden_size"),
            Layers = layers,
            MaxPositions = positions,
            RmsNormEpsilon = reader.PositiveOr("rms_norm_eps", family.Defaults.RmsNormEpsilon),
            TieEmbeddings = reader.Flag("tie_word_embeddings", false),
            Attention = attention,
            Moe = moe,
            DenseWidth = 0,
            MoeLayers = [.. Enumerable.Range(0, layers)],
            Quantisation = QuantisationReader.Read(reader),
            StoredType = StoredType(reader),
            BosId = Ids(reader, "bos_token_id") is [var bos, ..] ? bos : null,
            EosIds = Ids(reader, "eos_token_id"),
        };
    }

    public static int ActiveExperts(ConfigReader reader) => reader.Size("num_experts_per_tok", most: MostExperts);

    public static int Experts(ConfigReader reader, string field, string? otherName = null) =>
        otherName is null ? reader.Size(field, most: MostExperts) : reader.SizeNamed(field, otherName, MostExperts);

    private static string? StoredType(ConfigReader reader)
    {
        var (older, newer) = (reader.Text("torch_dtype"), reader.Text("dtype"));
        if (older is not null && newer is not null && older != newer)
        {
            reader.Problem(
                "torch_dtype",
                $"is '{Errors.ErrorText.Name(older)}' and dtype is '{Errors.ErrorText.Name(newer)}'; they mean the same"
            );
        }

        return newer ?? older;
    }

    private static List<int> Ids(ConfigReader reader, string field)
    {
        if (reader.Value(field) is not { } value)
        {
            return [];
        }

        var items =
            value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new List<JsonElement> { value };
        if (items.All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)))
        {
            return items.ConvertAll(item => item.GetInt32());
        }

        reader.Problem(field, $"is {ConfigReader.Show(value)}; a token id or a list of them is needed");
        return [];
    }
}
