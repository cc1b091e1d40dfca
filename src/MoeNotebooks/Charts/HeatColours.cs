using System.Globalization;

namespace MoeNotebooks.Charts;

/// <summary>The colours of a heat map, from the palette that all figures share: white to blue, or orange over white to
/// blue; none is so dark that black text on it could not be read.</summary>
internal static class HeatColours
{
    private static readonly (double At, string Colour)[] Sequential =
    [
        (0, "#ffffff"),
        (0.5, "#a6cfe9"),
        (1, "#3487c2"),
    ];
    private static readonly (double At, string Colour)[] Diverging = [(0, "#df7a2b"), (0.5, "#ffffff"), (1, "#3487c2")];

    /// <summary>Colours at places from 0 to 1, between which they run evenly.</summary>
    public static IReadOnlyList<(double At, string Colour)> Of(HeatMap map) => map.Diverging ? Diverging : Sequential;

    /// <summary>The colour at a place, as red, green and blue.</summary>
    public static (byte Red, byte Green, byte Blue) At(IReadOnlyList<(double At, string Colour)> stops, double place)
    {
        var above = Math.Clamp(
            stops.Index().First(stop => stop.Item.At >= Math.Clamp(place, 0, 1)).Index,
            1,
            stops.Count - 1
        );
        var (from, to) = (stops[above - 1], stops[above]);
        var share = (Math.Clamp(place, 0, 1) - from.At) / (to.At - from.At);
        byte Mix(int at) =>
            (byte)Math.Round(Part(from.Colour, at) + (share * (Part(to.Colour, at) - Part(from.Colour, at))));
        return (Mix(1), Mix(3), Mix(5));
    }

    private static int Part(string colour, int at) =>
        int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
