namespace MoeNotebooks.Routing;

/// <summary>How a router's outputs become scores.</summary>
public enum Scoring
{
    /// <summary>exp(x) / sum of exp(x) over the experts that are kept.</summary>
    Softmax,

    /// <summary>1 / (1 + exp(-x)), each expert by itself.</summary>
    Sigmoid,
}
