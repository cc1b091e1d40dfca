using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>
/// One mixture at one batch size with its router's own choice and two that were forced, and its dense twin.
/// </summary>
/// <param name="Shape">The mixture.</param>
/// <param name="Tokens">Tokens processed together, L.</param>
/// <param name="Times">Seconds of every repeat, pattern by pattern.</param>
/// <param name="Twin">Seconds of the dense layer of equal active width, repeat by repeat.</param>
/// <param name="Distinct">Different experts that the router's own choice hit, the mean over the repeats.</param>
public sealed record ForcedPoint(
    LayerShape Shape,
    int Tokens,
    IReadOnlyDictionary<RoutingPattern, IReadOnlyList<double>> Times,
    IReadOnlyList<double> Twin,
    double Distinct
)
{
    /// <summary>
    /// What dispatch costs: all tokens on the same n_a experts over the dense twin, which reads as many weights and
    /// computes as much.
    /// </summary>
    public MedianInterval Dispatch => Ratio(Times[RoutingPattern.SameExperts], Twin);

    /// <summary>
    /// What reading costs: experts in turn over the same n_a experts; both dispatch the same number of rows.
    /// </summary>
    public MedianInterval Reading => Ratio(Times[RoutingPattern.RoundRobin], Times[RoutingPattern.SameExperts]);

    /// <summary>What a router's unevenness costs: its own choice over experts in turn.</summary>
    public MedianInterval Unevenness => Ratio(Times[RoutingPattern.Router], Times[RoutingPattern.RoundRobin]);

    private static MedianInterval Ratio(IReadOnlyList<double> slow, IReadOnlyList<double> fast) =>
        MedianInterval.Of(slow.Zip(fast, (a, b) => a / b));
}
