using System.Text.Json;

namespace MoeNotebooks.Configs;

/// <summary>
/// Reads the rotary embedding from either form: <c>rope_theta</c> with <c>rope_scaling</c>, as published configs have it, or
/// <c>rope_parameters</c>, as Transformers 5 writes it.
/// </summary>
internal static class RopeReader
{
    private const double DefaultTheta = 10_000;

    public static RopeConfig Read(ConfigReader reader, int dim, bool interleaved)
    {
        var parameters = reader.Object("rope_parameters");
        var scaling = reader.Object("rope_scaling");
        if (parameters is not null && scaling is not null && parameters.Value.GetRawText() != scaling.Value.GetRawText())
        {
            reader.Problem("rope_scaling", "and rope_parameters are both given and differ");
        }

        var theta = reader.Positive("rope_theta", DefaultTheta);
        if (parameters is { } p && p.TryGetProperty("rope_theta", out var inner))
        {
            var newer = reader.Positive("rope_parameters.rope_theta", inner);
            if (reader.Has("rope_theta") && newer != theta)
            {
                reader.Problem("rope_theta", $"is {theta} and rope_parameters.rope_theta is {newer}");
            }

            theta = newer;
        }

        return new RopeConfig(dim, theta) { Interleaved = interleaved, Yarn = Yarn(reader, parameters ?? scaling) };
    }

    private static YarnConfig? Yarn(ConfigReader reader, JsonElement? block)
    {
        if (block is not { } scaling)
        {
            return null;
        }

        var type = Text(scaling, "rope_type") ?? Text(scaling, "type") ?? "default";
        if (type != "yarn")
        {
            if (type != "default")
            {
                reader.Problem("rope_scaling", $"has type '{Errors.ErrorText.Name(type)}'; supported are default and yarn");
            }

            return null;
        }

        double? Optional(string field) => scaling.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null
            ? reader.Positive("rope_scaling." + field, value)
            : null;
        double? Weight(string field) =>
            scaling.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0 ? null : Optional(field);
        var original = Optional("original_max_position_embeddings") ?? reader.Size("max_position_embeddings");
        var yarn = new YarnConfig(Optional("factor") ?? reader.Positive("rope_scaling.factor", null, null), (int)Math.Min(original, int.MaxValue))
        {
            MScale = Weight("mscale"),
            MScaleAllDim = Weight("mscale_all_dim"),
            AttentionFactor = Optional("attention_factor"),
        };
        return yarn with { BetaFast = Optional("beta_fast") ?? yarn.BetaFast, BetaSlow = Optional("beta_slow") ?? yarn.BetaSlow };
    }

    private static string? Text(JsonElement block, string field) =>
        block.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
