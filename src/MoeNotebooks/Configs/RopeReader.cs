using System.Text.Json;

namespace MoeNotebooks.Configs;

/// <summary>
/// Reads the rotary embedding from either form: <c>rope_theta</c> with <c>rope_scaling</c>, as published configs have
/// it, or <c>rope_parameters</c>, as Transformers 5 writes it. A key of such a block changes every number, so one that
/// is not known is refused.
/// </summary>
internal static class RopeReader
{
    private static readonly string[] LayerTypes =
    [
        "full_attention",
        "sliding_attention",
        "chunked_attention",
        "linear_attention",
    ];

    public static RopeConfig Read(ConfigReader reader, FamilyDefaults family, int dim, bool interleaved)
    {
        var (parameters, scaling) = (reader.Block("rope_parameters"), reader.Block("rope_scaling"));
        if (parameters is not null && scaling is not null && !parameters.SameText(scaling))
        {
            reader.Problem("rope_scaling", "and rope_parameters are both given and differ");
        }

        reader.Known("original_max_position_embeddings"); // means something with YaRN only
        var block = OfAllLayers(parameters ?? scaling);
        var theta = Theta(reader, block, family.Theta);
        return new RopeConfig(dim, theta)
        {
            Interleaved = interleaved,
            Yarn = block is null ? null : Scaling(reader, block, family),
        };
    }

    /// <summary>The block itself, or the one that it holds for every type of layer alike.</summary>
    private static ConfigReader? OfAllLayers(ConfigReader? block)
    {
        if (
            block?.Unread.ToList() is not [{ Value.ValueKind: JsonValueKind.Object }, ..] fields
            || fields.Exists(field => !LayerTypes.Contains(field.Name))
        )
        {
            return block;
        }

        var blocks = fields.ConvertAll(field => block.Block(field.Name));
        if (blocks.Exists(one => one is null || !one.SameText(blocks[0]!)))
        {
            block.Problem(
                string.Join(", ", fields.Select(field => field.Name)),
                "differ; this kit has one rotary embedding for all layers"
            );
        }

        return blocks[0];
    }

    private static double Theta(ConfigReader reader, ConfigReader? block, double family)
    {
        double? outer = reader.Has("rope_theta") ? reader.Positive("rope_theta") : null;
        double? inner = block?.Has("rope_theta") == true ? block.Positive("rope_theta") : null;
        if (outer is not null && inner is not null && outer != inner)
        {
            reader.Problem(
                "rope_theta",
                FormattableString.Invariant($"is {outer} and {block!.Named("rope_theta")} is {inner}")
            );
        }

        return inner ?? outer ?? reader.Default("rope_theta", family);
    }

    private static YarnConfig? Scaling(ConfigReader reader, ConfigReader block, FamilyDefaults family)
    {
        var (newer, older) = (block.Text("rope_type"), block.Text("type"));
        if (newer is not null && older is not null && newer != older)
        {
            block.Problem(
                "rope_type",
                $"is '{Errors.ErrorText.Name(newer)}' and type is '{Errors.ErrorText.Name(older)}'; they mean the same"
            );
        }

        var type = newer ?? older ?? "default";
        if (type is not ("default" or "yarn"))
        {
            block.Problem("rope_type", $"is '{Errors.ErrorText.Name(type)}'; supported are default and yarn");
            return null;
        }

        block.Only(
            "partial_rotary_factor",
            "1",
            !block.Has("partial_rotary_factor") || block.Positive("partial_rotary_factor") == 1
        );
        var yarn = type == "yarn" ? YarnReader.Read(reader, block, family) : null;
        if (type == "default")
        {
            block.Only("factor", "1 without a rope_type", !block.Has("factor") || block.Positive("factor") == 1);
        }

        foreach (var field in block.Unread)
        {
            block.Problem(
                Errors.ErrorText.Name(field.Name),
                $"is {ConfigReader.Show(field.Value)}; rope_type {type} has no such key here, and one that is left out may change every number"
            );
        }

        return yarn;
    }
}
