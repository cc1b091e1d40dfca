using MoeNotebooks.Errors;

namespace MoeNotebooks.Performance;

/// <summary>
/// The sizes of one feed-forward layer: a mixture of experts, or a dense one, which is a mixture of a single expert.
/// </summary>
/// <remarks>
/// Every expert is a gated linear unit (equation 1): three matrices of <c>Hidden * ExpertWidth</c> elements.
/// </remarks>
/// <param name="Name">What charts call it.</param>
/// <param name="Hidden">Hidden size, d.</param>
/// <param name="ExpertWidth">Intermediate size of one expert, d_e.</param>
/// <param name="Experts">Routed experts, n_e; 1 in a dense layer.</param>
/// <param name="ActiveExperts">Experts a token uses, n_a.</param>
/// <param name="SharedWidth">Intermediate size of the shared experts together, d_s; 0 without any.</param>
public sealed record LayerShape(
    string Name,
    int Hidden,
    int ExpertWidth,
    int Experts,
    int ActiveExperts,
    int SharedWidth = 0
)
{
    /// <summary>Mixtral-8x7B: eight large experts, two of them active.</summary>
    public static LayerShape Mixtral { get; } = new("Mixtral", 4096, 14336, 8, 2);

    /// <summary>DeepSeek-V2-Lite: 64 small experts, six of them active, and two shared ones.</summary>
    public static LayerShape V2Lite { get; } = new("V2-Lite", 2048, 1408, 64, 6, 2816);

    /// <summary>DeepSeek-V3: 256 small experts, eight of them active, and a shared one.</summary>
    public static LayerShape V3 { get; } = new("V3", 7168, 2048, 256, 8, 2048);

    /// <summary>Intermediate width that one token passes through, shared experts included.</summary>
    public int ActiveWidth => checked((ActiveExperts * ExpertWidth) + SharedWidth);

    /// <summary>Whether there is nothing to route.</summary>
    public bool IsDense => Experts == 1;

    /// <summary>Elements of all weights: three matrices per expert and, in a mixture, the router.</summary>
    public long Parameters =>
        (3L * Hidden * (((long)Experts * ExpertWidth) + SharedWidth)) + (IsDense ? 0 : (long)Experts * Hidden);

    /// <summary>The dense layer that does as much work for a token as this one.</summary>
    public LayerShape DenseTwin => new($"dense FFN of {ActiveWidth}", Hidden, ActiveWidth, 1, 1);

    /// <summary>
    /// The same mixture with hidden size and expert width divided, for machines with less memory or time.
    /// </summary>
    /// <param name="divisor">What to divide by; 1 changes nothing.</param>
    /// <exception cref="MoeUsageException">The sizes cannot be divided evenly.</exception>
    public LayerShape Smaller(int divisor)
    {
        if (divisor < 1 || Hidden % divisor != 0 || ExpertWidth % divisor != 0 || SharedWidth % divisor != 0)
        {
            throw new MoeUsageException(
                "divisor",
                $"{divisor} does not divide {Hidden}, {ExpertWidth} and {SharedWidth} evenly"
            );
        }

        return divisor == 1
            ? this
            : this with
            {
                Name = $"{Name} at 1/{divisor}",
                Hidden = Hidden / divisor,
                ExpertWidth = ExpertWidth / divisor,
                SharedWidth = SharedWidth / divisor,
            };
    }
}
