using static MoeNotebooks.Paper.PaperCsv;

namespace MoeNotebooks.Paper;

/// <summary>
/// The tables of "Faster MoE LLM Inference for Extremely Large Models" (arXiv 2505.03531), as printed.
/// Figures 3, 4 and 5 of the paper are plots of tables 8 to 12.
/// </summary>
public static class PaperTables
{
    private static readonly Lazy<IReadOnlyList<ModelRow>> Models = new(() => Read("table01_models", Model));
    private static readonly Lazy<IReadOnlyList<PruningAccuracyRow>> Pruning = new(() =>
        Read("table02_v2lite_pruning_accuracy", Pruned)
    );
    private static readonly Lazy<IReadOnlyList<TokenSplitRow>> SplitLite = new(() =>
        Read("table03_v2lite_io_tokens", Split)
    );
    private static readonly Lazy<IReadOnlyList<TokenSplitRow>> SplitV3 = new(() => Read("table04_v3_io_tokens", Split));
    private static readonly Lazy<IReadOnlyList<ThroughputCell>> SkippingLite = new(() =>
        ReadThroughput("table08_v2lite_skipping_throughput")
    );
    private static readonly Lazy<IReadOnlyList<ThroughputCell>> SkippingV3 = new(() =>
        ReadThroughput("table09_v3_skipping_throughput")
    );
    private static readonly Lazy<IReadOnlyList<AllocationRow>> AccuracyLite = new(() =>
        Read("table10_v2lite_skipping_accuracy", Allocation)
    );
    private static readonly Lazy<IReadOnlyList<AllocationRow>> AccuracyV3 = new(() =>
        Read("table11_v3_skipping_accuracy", Allocation)
    );
    private static readonly Lazy<IReadOnlyList<ThroughputCell>> PruningLite = new(() =>
        ReadThroughput("table12_v2lite_pruning_throughput")
    );

    /// <summary>Table 1: the sizes of the two models.</summary>
    public static IReadOnlyList<ModelRow> Table1 => Models.Value;

    /// <summary>Table 2: V2-Lite's accuracy after pruning; its first row is the full model.</summary>
    public static IReadOnlyList<PruningAccuracyRow> Table2 => Pruning.Value;

    /// <summary>Table 3: V2-Lite's throughput by the split of 2048 tokens into input and output.</summary>
    public static IReadOnlyList<TokenSplitRow> Table3 => SplitLite.Value;

    /// <summary>Table 4: the same for V3.</summary>
    public static IReadOnlyList<TokenSplitRow> Table4 => SplitV3.Value;

    /// <summary>Table 8 (figure 3a): V2-Lite's throughput with 6 to 2 active experts.</summary>
    public static IReadOnlyList<ThroughputCell> Table8 => SkippingLite.Value;

    /// <summary>Table 9 (figure 3b): V3's throughput with 8 to 3 active experts.</summary>
    public static IReadOnlyList<ThroughputCell> Table9 => SkippingV3.Value;

    /// <summary>Table 10 (figure 4a): V2-Lite's accuracy under 162 allocations.</summary>
    public static IReadOnlyList<AllocationRow> Table10 => AccuracyLite.Value;

    /// <summary>Table 11 (figure 4b): V3's accuracy under 52 allocations.</summary>
    public static IReadOnlyList<AllocationRow> Table11 => AccuracyV3.Value;

    /// <summary>Table 12 (figure 5): V2-Lite's throughput with 64 to 6 experts kept.</summary>
    public static IReadOnlyList<ThroughputCell> Table12 => PruningLite.Value;

    private static ModelRow Model(IReadOnlyList<object> row) =>
        new(
            (string)row[0],
            Int(row[1]),
            Int(row[2]),
            Int(row[3]),
            Int(row[4]),
            Int(row[5]),
            Int(row[6]),
            Number(row[7]),
            (string)row[8]
        );

    private static PruningAccuracyRow Pruned(IReadOnlyList<object> row) =>
        new((string)row[0], Int(row[1]), Scores(row, 2));

    private static TokenSplitRow Split(IReadOnlyList<object> row) => new(Int(row[0]), Int(row[1]), Number(row[2]));

    private static AllocationRow Allocation(IReadOnlyList<object> row) =>
        new(Int(row[0]), Int(row[1]), Int(row[2]), Int(row[3]), Scores(row, 4));
}
