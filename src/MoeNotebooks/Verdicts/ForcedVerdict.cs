using System.Globalization;
using MoeNotebooks.Measurement;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>Whether a mixture is slow because it reads more, or because it dispatches.</summary>
public static class ForcedVerdict
{
    /// <summary>The control of forced routing, at the batch where reading costs most.</summary>
    /// <param name="points">The control.</param>
    public static Verdict Of(IReadOnlyList<ForcedPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var worst = points.MaxBy(point => point.Reading.Median)!;
        var (reading, dispatch) = (worst.Reading, worst.Dispatch);
        var (reads, dispatches) = (reading.Low > 1, dispatch.Low > 1);
        return new Verdict(
            $"Figure 2c, forced routing, {worst.Shape.Name}",
            "A mixture is slower than its dense twin because a batch reads more weights.",
            Text(
                $"At L = {worst.Tokens}, the same tokens and code: experts in turn take {Words(reading)} times the same {worst.Shape.ActiveExperts} experts for all, which differ only in what is read; "
            )
                + Text($"those take {Words(dispatch)} times the dense twin, which differ only in dispatch. ")
                + (
                    reads
                        ? dispatch.Median > reading.Median
                            ? "Both slow it down, dispatch more."
                            : dispatches
                                ? "Reading is the larger part, dispatch adds to it."
                                : "Reading is all that could be told from 1."
                        : "The repeats do not tell reading from nothing."
                ),
            !reads ? Agreement.Undecided
                : dispatch.Low > reading.High ? Agreement.Disagrees
                : dispatch.Median > reading.Median ? Agreement.AgreesInPart
                : Agreement.Agrees,
            ResultKind.Measured
        );
    }

    private static string Words(MedianInterval ratio) =>
        Text($"{ratio.Median:0.0} ({ratio.Low:0.0} to {ratio.High:0.0}, {100 * ratio.Coverage:0} %)");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
