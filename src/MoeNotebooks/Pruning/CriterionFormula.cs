namespace MoeNotebooks.Pruning;

/// <summary>
/// What an expert is worth over the N tokens that used it: N^a · mean of g^b · ‖f‖^c · (1 − cos)^d. g is the weight
/// that the router gave it, as used: after skipping, renormalising and scaling, without the selection bias. f is its
/// output. cos is that of the angle between the token's hidden state (the residual stream) before the layer's routed
/// experts and after: with their weighted sum added, without shared experts; 1 − cos counts as 0 where rounding makes
/// it less.
/// </summary>
/// <param name="Name">Its name, as <c>moe prune --criterion</c> takes it.</param>
/// <param name="A">The exponent of N: 1 makes the mean a sum.</param>
/// <param name="B">The exponent of g.</param>
/// <param name="C">The exponent of ‖f‖.</param>
/// <param name="D">The exponent of 1 − cos.</param>
public sealed record CriterionFormula(string Name, int A, int B, int C, int D)
{
    /// <summary>N, the paper's activation count.</summary>
    public static CriterionFormula HardCount { get; } = new("hard-count", 1, 0, 0, 0);

    /// <summary>Σ g, the paper's soft count, over the tokens that used the expert.</summary>
    public static CriterionFormula SoftCount { get; } = new("soft-count", 1, 1, 0, 0);

    /// <summary>
    /// All that have a name: counts; expert activation norm, plain and weighted; REAP; mean norm and mean squared norm;
    /// EASY-EP.
    /// </summary>
    public static IReadOnlyList<CriterionFormula> All { get; } =
    [
        HardCount,
        SoftCount,
        new("ean", 1, 0, 1, 0),
        new("weighted-ean", 1, 1, 1, 0),
        new("reap", 0, 1, 1, 0),
        new("man", 0, 0, 1, 0),
        new("msan", 0, 0, 2, 0),
        new("easy-ep", 1, 1, 1, 1),
    ];

    /// <summary>The formula of a name; <see langword="null"/> for none.</summary>
    /// <param name="name">The name.</param>
    public static CriterionFormula? Named(string name) => All.FirstOrDefault(formula => formula.Name == name);
}
