namespace MoeNotebooks.Configs;

/// <summary>A rotary position embedding.</summary>
/// <param name="Dim">Numbers of a head that are rotated; even.</param>
/// <param name="Theta">The base of the frequencies.</param>
public sealed record RopeConfig(int Dim, double Theta)
{
    /// <summary>Whether pairs are neighbours (2j, 2j+1), as in DeepSeek, instead of halves (j, j + Dim/2).</summary>
    public bool Interleaved { get; init; }

    /// <summary>How frequencies were stretched for longer contexts; <see langword="null"/> for not at all.</summary>
    public YarnConfig? Yarn { get; init; }
}
