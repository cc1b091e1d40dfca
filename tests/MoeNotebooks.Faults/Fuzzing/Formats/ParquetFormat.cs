using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>Evaluation sets in Parquet, of two schemas and in every way of writing.</summary>
internal sealed class ParquetFormat : FuzzFormat
{
    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. new[] { "arc_easy.*.parquet", "rte.*.parquet" }
            .SelectMany(pattern => Repository.Files("tests/golden/parquet", pattern))
            .Select(File.ReadAllBytes),
    ];

    /// <summary>A few bytes can rightly stand for many values.</summary>
    public override long Constant => 64 << 20;

    public override byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        ParquetSpoiler.Spoil(input, others, random);

    public override void Use(byte[] input)
    {
        var path = Write("data.parquet", input);
        try
        {
            ParquetFile.ReadAsync(path, EvaluationTasks.ArcEasy.Schema).GetAwaiter().GetResult();
        }
        catch (MoeException error) when (error.Message.Contains("is missing", StringComparison.Ordinal))
        {
            ParquetFile.ReadAsync(path, EvaluationTasks.Rte.Schema).GetAwaiter().GetResult();
        }
    }
}
