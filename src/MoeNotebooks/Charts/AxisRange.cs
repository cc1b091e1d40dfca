using System.Globalization;

namespace MoeNotebooks.Charts;

/// <summary>An axis's range and ticks, worked out once for both renderings.</summary>
/// <param name="From">Where it begins, as a value.</param>
/// <param name="To">Where it ends, as a value.</param>
/// <param name="Ticks">The values that are marked.</param>
/// <param name="Texts">What is written at each.</param>
internal sealed record AxisRange(double From, double To, IReadOnlyList<double> Ticks, IReadOnlyList<string> Texts)
{
    private const double Margin = 0.05;

    public static AxisRange Horizontal(Figure figure) =>
        Of(
            figure.X,
            [
                .. figure.Series.SelectMany(series => series.X),
                .. figure.Guides.Where(guide => guide.Vertical).Select(guide => guide.At),
                .. figure.Boxes.SelectMany(box => new[] { box.Left, box.Left + box.Width }),
            ]
        );

    public static AxisRange Vertical(Figure figure) =>
        Of(
            figure.Y,
            [
                .. figure.Series.SelectMany(series => series.Y.Concat(series.Low ?? []).Concat(series.High ?? [])),
                .. figure.Series.Any(series => series.Mark == Mark.Bars) ? new[] { 0.0 } : [],
                .. figure.Guides.Where(guide => !guide.Vertical).Select(guide => guide.At),
                .. figure.Boxes.SelectMany(box => new[] { box.Bottom, box.Bottom + box.Height }),
            ]
        );

    private static AxisRange Of(Axis axis, double[] values)
    {
        double[] finite = [.. values.Where(value => double.IsFinite(value) && (!axis.Log || value > 0))];
        var (low, high) =
            finite.Length == 0
                ? (Scale(axis, 1), Scale(axis, 10))
                : (Scale(axis, finite.Min()), Scale(axis, finite.Max()));
        var pad = high > low ? Margin * (high - low) : 0.5;
        var from = axis.From ?? Back(axis, low - pad);
        var to = axis.To ?? Back(axis, high + pad);
        var ticks = axis.Ticks ?? (axis.Log ? LogTicks(from, to) : LinearTicks(from, to));
        return new AxisRange(from, to, ticks, axis.TickTexts ?? [.. ticks.Select(Text)]);
    }

    private static double Scale(Axis axis, double value) => axis.Log ? Math.Log10(value) : value;

    private static double Back(Axis axis, double scaled) => axis.Log ? Math.Pow(10, scaled) : scaled;

    private static string Text(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    /// <summary>1, 2 and 5 in every decade, or the decades alone where there are many.</summary>
    private static double[] LogTicks(double low, double high)
    {
        double[] steps = Math.Log10(high / low) > 4 ? [1] : [1, 2, 5];
        var decades = Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 2);
        var ticks = decades.SelectMany(decade => steps.Select(step => step * Math.Pow(10, decade)));
        return [.. ticks.Where(tick => tick >= low && tick <= high)];
    }

    /// <summary>Up to eight round values: a power of ten times 1, 2 or 5 apart.</summary>
    private static double[] LinearTicks(double low, double high)
    {
        var rough = (high - low) / 8;
        var decade = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = decade * new[] { 1, 2, 5, 10 }.First(factor => factor * decade >= rough);
        var first = Math.Ceiling(low / step);
        return
        [
            .. Enumerable.Range(0, 20).Select(i => (first + i) * step).TakeWhile(tick => tick <= high + (step * 1e-9)),
        ];
    }
}
