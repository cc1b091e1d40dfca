namespace MoeNotebooks.Configs;

/// <summary>Reads grouped-query attention's sizes.</summary>
internal static class GqaReader
{
    public static GqaConfig Read(ConfigReader reader, FamilyDefaults family)
    {
        var heads = reader.Size("num_attention_heads");
        var hidden = reader.Size("hidden_size");
        if (!reader.Has("head_dim") && hidden % heads != 0)
        {
            reader.Problem(
                "hidden_size",
                $"is {hidden}; without head_dim it must be a multiple of num_attention_heads, {heads}"
            );
        }

        var dim = reader.Size("head_dim", otherwise: Math.Max(1, hidden / heads));
        return new GqaConfig(
            heads,
            reader.Size("num_key_value_heads", otherwise: heads),
            dim,
            RopeReader.Read(reader, family, dim, interleaved: false)
        );
    }
}
