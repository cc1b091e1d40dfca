namespace MoeNotebooks.Performance;

/// <summary>Equation 3 of the paper: what one gated linear unit reads, writes and computes.</summary>
/// <param name="Hidden">Hidden size, d.</param>
/// <param name="Width">Intermediate size, d_i.</param>
public readonly record struct GluCost(int Hidden, int Width)
{
    /// <summary>Elements read and written for so many tokens: <c>3 d_i d + 2 L (d + d_i)</c>.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Elements(double tokens) => (3.0 * Width * Hidden) + (2 * tokens * (Hidden + Width));

    /// <summary>Floating-point operations: <c>6 L d_i d</c>.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Flops(double tokens) => 6.0 * tokens * Width * Hidden;

    /// <summary>Arithmetic intensity in FLOPs per element; per byte, divide by the bytes of an element.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Intensity(double tokens) => Flops(tokens) / Elements(tokens);
}
