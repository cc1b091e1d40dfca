namespace MoeNotebooks.Paper;

/// <summary>What was found wrong, or within the noise, while the tables were transcribed.</summary>
public static class PaperErrata
{
    /// <summary>Width of all shared experts of a V2-Lite MoE layer: two of 1408.</summary>
    public const int V2LiteSharedWidth = 2816;

    /// <summary>Width of the shared expert of a V3 MoE layer.</summary>
    public const int V3SharedWidth = 2048;

    /// <summary>The width of a model's shared experts together, by its published config.</summary>
    /// <param name="model">A row of table 1.</param>
    public static int SharedWidth(ModelRow model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Model.Contains("Lite", StringComparison.Ordinal) ? V2LiteSharedWidth : V3SharedWidth;
    }

    /// <summary>Every finding, in the order of the paper.</summary>
    public static IReadOnlyList<Erratum> All { get; } =
    [
        new(
            "Table 1, d_s",
            "10944 (V2-Lite), 18432 (V3)",
            "2816 and 2048",
            "The printed widths are the dense first layers'. Shared experts are smaller, as the published parameter counts confirm."
        ),
        new(
            "Table 1, share d_a/(d_s+d_a)",
            "45.6 % and 47.1 %",
            "75.0 % and 88.9 %",
            "Skipping can save far more than half of an MoE layer; a speedup of 50 % at n_a = 2 is below that bound, not above it."
        ),
        new(
            "Table 1, V2-Lite's share",
            "45.6 %",
            "43.6 %",
            "Even with the printed widths the quotient is another one."
        ),
        new(
            "Table 2, baseline average",
            "66.0",
            "66.2",
            "Losses by pruning are 0.2 points larger than the printed averages say."
        ),
        new(
            "Table 10, rows (6,6,6,p)",
            "six different rows",
            "one configuration",
            "Their spread (0.5 points on ARC-C, 0.8 on WinoGrande, 1.0 on OpenBookQA) is the table's noise floor; (2,2,2,p) spreads wider."
        ),
        new(
            "Table 11, (6,8,8,61)",
            "73.3, better than 73.0",
            "inside the standard error of the six-task mean",
            "The best skipping row of V3 is a tie with the full model."
        ),
        new(
            "Table 12, \"2.3x\"",
            "64 to 6 experts, 2.3x",
            "2.3x near concurrency 12 only",
            "At concurrency 512 the same pruning gains 4 %."
        ),
        new(
            "Table 12, concurrency 192",
            "a dip, suspected to be a bug",
            "CUDA graphs end at batch 160",
            "Above that size every decode step pays the full launch overhead."
        ),
    ];
}
