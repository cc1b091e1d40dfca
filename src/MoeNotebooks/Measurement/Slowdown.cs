using MoeNotebooks.Performance;

namespace MoeNotebooks.Measurement;

/// <summary>
/// A mixture's time over that of the dense layer of equal active width, at one batch size; repeat by repeat, as both
/// ran in the same moment.
/// </summary>
/// <param name="Shape">The mixture.</param>
/// <param name="Tokens">Tokens processed together, L.</param>
/// <param name="Factor">The median of the repeats' quotients.</param>
/// <param name="Low">Where its interval begins; see <see cref="MedianInterval"/>.</param>
/// <param name="High">Where its interval ends.</param>
internal sealed record Slowdown(LayerShape Shape, int Tokens, double Factor, double Low, double High)
{
    /// <summary>Compares two layers' repeats pair by pair.</summary>
    /// <param name="mixture">The mixture's point.</param>
    /// <param name="dense">The dense layer's at the same batch, with as many repeats.</param>
    internal static Slowdown Of(LatencyPoint mixture, LatencyPoint dense)
    {
        var interval = MedianInterval.Of(mixture.Seconds.Zip(dense.Seconds, (slow, fast) => slow / fast));
        return new(mixture.Shape, mixture.Tokens, interval.Median, interval.Low, interval.High);
    }
}
