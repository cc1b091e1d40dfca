namespace MoeNotebooks.Configs;

/// <summary>Reads the keys of a rotary block of type yarn.</summary>
internal static class YarnReader
{
    public static YarnConfig Read(ConfigReader reader, ConfigReader block, FamilyDefaults family)
    {
        double? Optional(string field) => block.Has(field) ? block.Positive(field) : null;
        double? Weight(string field) =>
            block.Value(field) is { ValueKind: System.Text.Json.JsonValueKind.Number } value && value.GetDouble() == 0
                ? null
                : Optional(field);

        var original = Original(reader, block, family);
        var yarn = new YarnConfig(Factor(reader, block, family, original), original)
        {
            MScale = Weight("mscale"),
            MScaleAllDim = Weight("mscale_all_dim"),
            AttentionFactor = Optional("attention_factor"),
            Truncate = block.Flag("truncate", true),
        };
        return yarn with
        {
            BetaFast = block.PositiveOr("beta_fast", yarn.BetaFast),
            BetaSlow = block.PositiveOr("beta_slow", yarn.BetaSlow),
        };
    }

    /// <summary>
    /// The context of the first training: beside the block, else in it, else all positions, as in Transformers 5.
    /// </summary>
    private static int Original(ConfigReader reader, ConfigReader block, FamilyDefaults family)
    {
        const string field = "original_max_position_embeddings";
        int? outside = reader.Has(field) ? reader.Size(field) : null;
        int? inside = block.Has(field) ? block.Size(field) : null;
        if (outside is not null && inside is not null && outside != inside)
        {
            reader.Notices.Add(
                $"{reader.Path}: {field} is {outside} and {block.Named(field)} is {inside}; the first has priority, as in Transformers"
            );
        }

        return outside ?? inside ?? block.Default(field, Positions(reader, family));
    }

    private static double Factor(ConfigReader reader, ConfigReader block, FamilyDefaults family, int original) =>
        block.Has("factor") || !block.Mentions("factor")
            ? block.Positive("factor")
            : block.Default("factor", (double)Positions(reader, family) / original);

    private static int Positions(ConfigReader reader, FamilyDefaults family) =>
        reader.SizeOr("max_position_embeddings", family.MaxPositions);
}
