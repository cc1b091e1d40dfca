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
        var passes = Shape.ActiveExperts + (Shape.SharedWidth > 0 ? 1 : 0);
        return weights + (2 * tokens * ((passes * Shape.Hidden) + Shape.ActiveWidth));
    }

    /// <summary>Arithmetic intensity in FLOPs an element.</summary>
    /// <param name="tokens">Tokens processed together, L.</param>
    public double Intensity(double tokens) => Flops(tokens) / Elements(tokens);

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
}
