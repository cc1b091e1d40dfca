using ScottPlot;
using SkiaSharp;

namespace MoeNotebooks.Charts;

/// <summary>The font of static pictures: it travels in this assembly, because small machines have none.</summary>
internal sealed class StaticFonts : IFontResolver
{
    public const string Name = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Typeface = new(Load);
    private static readonly Lazy<bool> Installed = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new StaticFonts());
        Fonts.Default = Name;
        return true;
    });

    /// <summary>Makes the font known to ScottPlot; once per process.</summary>
    public static void Install() => _ = Installed.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Name ? Typeface.Value : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == Name ? Typeface.Value : null;

    private static SKTypeface Load()
    {
        using var stream = typeof(StaticFonts).Assembly.GetManifestResourceStream("fonts/DejaVuSans-subset.ttf")!;
        return SKTypeface.FromStream(stream);
    }
}
