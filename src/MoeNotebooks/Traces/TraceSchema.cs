using Parquet.Schema;

namespace MoeNotebooks.Traces;

/// <summary>The columns of a trace as a Parquet file: one row per step, MoE layer and token.</summary>
internal static class TraceSchema
{
    /// <summary>The key of the file's metadata under which the header stands, as JSON.</summary>
    public const string HeaderKey = "moenotebooks.trace";

    /// <summary>The key under which the <see cref="TraceDigest"/> stands; traces of before have none.</summary>
    public const string DigestKey = "moenotebooks.sha256";

    public const string Step = "step",
        Layer = "layer",
        Token = "token",
        Experts = "experts",
        Weights = "weights",
        Logits = "logits";

    public static ParquetSchema Of(bool weights, bool logits)
    {
        var fields = new List<Field>
        {
            new DataField<int>(Step, false),
            new DataField<short>(Layer, false),
            new DataField<int>(Token, false),
            List<short>(Experts),
        };
        fields.AddRange(weights ? [List<float>(Weights)] : []);
        fields.AddRange(logits ? [List<float>(Logits)] : []);
        return new ParquetSchema(fields);
    }

    /// <summary>What the <see cref="TraceDigest"/> calls the beginnings of a column's lists.</summary>
    public static string Lists(string column) => column + " lists";

    private static ListField List<T>(string name)
        where T : struct => new(name, new DataField<T>("element", false));
}
