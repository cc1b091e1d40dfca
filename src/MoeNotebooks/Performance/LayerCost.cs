namespace MoeNotebooks.Performance;

/// <summary>Equation 3 summed over the experts that a batch hits: what a layer reads and computes.</summary>
/// <param name="Shape">The layer.</param>
public sealed record LayerCost(LayerShape Shape)
{
    /// <summary>Different routed experts that a batch hits under uniform routing.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Distinct(double tokens) => DistinctExperts.Expected(Shape.Experts, Shape.ActiveExperts, tokens);

    /// <summary>Floating-point operations; they do not depend on which experts are hit.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Flops(double tokens) => 6.0 * tokens * Shape.ActiveWidth * Shape.Hidden;

    /// <summary>
    /// Elements read and written. Every expert that is hit brings its weights once; every token brings its
    /// activations once for each expert it uses and once for the shared experts.
    /// </summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    /// <param name="distinct">Different routed experts hit; the expectation where none is given.</param>
    public double Elements(double tokens, double? distinct = null)
    {
        var weights = 3.0 * Shape.Hidden * (((distinct ?? Distinct(tokens)) * Shape.ExpertWidth) + Shape.SharedWidth);
        return weights + (2 * tokens * ((Passes * Shape.Hidden) + Shape.ActiveWidth));
    }

    /// <summary>Arithmetic intensity in FLOPs per element.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Intensity(double tokens) => Flops(tokens) / Elements(tokens);

    /// <summary>The intensity that ever larger batches tend to: only activations are left to read.</summary>
    public double IntensityLimit =>
        3.0 * Shape.ActiveWidth * Shape.Hidden / ((Passes * Shape.Hidden) + Shape.ActiveWidth);

    /// <summary>
    /// The batch at which an intensity is reached: with a machine's ridge, where it stops waiting for memory.
    /// </summary>
    /// <param name="intensity">FLOPs per element.</param>
    /// <returns>Tokens; infinite where the layer never gets there.</returns>
    public double TokensAt(double intensity)
    {
        if (intensity >= IntensityLimit)
        {
            return double.PositiveInfinity;
        }

        double low = 0,
            high = 1;
        while (Intensity(high) < intensity)
        {
            high *= 2;
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Intensity(middle) < intensity ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Seconds for a batch on a machine, by its roofline.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="bytesPerElement">Bytes of a weight.</param>
    /// <param name="distinct">Different routed experts hit; the expectation where none is given.</param>
    public double Seconds(double tokens, Roofline machine, int bytesPerElement, double? distinct = null)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Seconds(Elements(tokens, distinct) * bytesPerElement, Flops(tokens));
    }

    /// <summary>
    /// How often a token's activations are read: once for each expert it uses and once for the shared ones.
    /// </summary>
    private double Passes => Shape.ActiveExperts + (Shape.SharedWidth > 0 ? 1 : 0);
}
