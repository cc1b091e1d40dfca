using System.Globalization;
using MoeNotebooks.Inference;
using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>Which experts the tokens of one text use.</summary>
public static class TokenFigures
{
    private const int LongestToken = 8; // characters

    /// <summary>One layer: a column for each token, a point for each expert that it uses.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="text">The text as routed.</param>
    /// <param name="layer">One of its MoE layers.</param>
    /// <param name="kind">Where the routing comes from.</param>
    public static Figure Experts(string title, RoutedText text, int layer, ResultKind kind) =>
        Draw(title, text, layer, Series.Of("experts that the token uses", kind, Points(text, layer)));

    /// <summary>The same text under two policies: what both use, and what the second leaves out.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="all">The text with all its experts.</param>
    /// <param name="some">The same text with fewer.</param>
    /// <param name="layer">One of the MoE layers. Beyond the first, what was skipped before changes what is chosen
    /// here.</param>
    /// <param name="kind">Where the routing comes from.</param>
    public static Figure Skipped(string title, RoutedText all, RoutedText some, int layer, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(all);
        var used = Points(some, layer).ToHashSet();
        return Draw(
            title,
            all,
            layer,
            Series.Of("skipped", kind, Points(all, layer).Where(point => !used.Contains(point))) with
            {
                Colour = 1,
            },
            Series.Of("still used", kind, used)
        );
    }

    private static Figure Draw(string title, RoutedText text, int layer, params Series[] series)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(
            title,
            Tokens(text),
            new Axis(string.Create(CultureInfo.InvariantCulture, $"expert of layer {layer}"))
            {
                From = -1,
                To = text.ExpertCount,
            },
            series
        )
        {
            Height = 520,
        };
    }

    private static Axis Tokens(RoutedText text) =>
        new("token")
        {
            From = -0.6,
            To = text.Tokens.Count - 0.4,
            Ticks = [.. text.Tokens.Select((_, place) => (double)place)],
            TickTexts = [.. text.Tokens.Select(Short)],
        };

    /// <summary>A token's text, as short as its column is narrow.</summary>
    private static string Short(string token)
    {
        var text = token.Replace("\n", "\\n", StringComparison.Ordinal).Trim(' ');
        return text.Length <= LongestToken ? text : text[..(LongestToken - 1)] + "…";
    }

    private static IEnumerable<(double X, double Y)> Points(RoutedText text, int layer) =>
        from token in Enumerable.Range(0, text.Tokens.Count)
        from slot in text.At(layer, token)
        select ((double)token, (double)slot.Expert);
}
