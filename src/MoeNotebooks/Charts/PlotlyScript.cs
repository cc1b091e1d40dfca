using Plotly.NET;

namespace MoeNotebooks.Charts;

/// <summary>plotly.js as it travels inside Plotly.NET.dll: charts need no network.</summary>
internal static class PlotlyScript
{
    /// <summary>How the element begins.</summary>
    public const string Begin = "<script>/*plotly.js*/";

    /// <summary>How the element ends.</summary>
    public const string End = "/*end of plotly.js*/</script>\n";

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>
    /// The script element, 3.6 MB. The wrapping function hides AMD's <c>define</c> and CommonJS's <c>module</c>
    /// (notebook pages have them), so that the library always becomes <c>window.Plotly</c>.
    /// </summary>
    public static string Element => Loaded.Value;

    /// <summary>The HTML without plotly.js, so that an executed notebook stays small.</summary>
    /// <param name="html">An output of a cell.</param>
    public static string RemoveFrom(string html)
    {
        ArgumentNullException.ThrowIfNull(html);
        var begin = html.IndexOf(Begin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : html.IndexOf(End, begin, StringComparison.Ordinal);
        return end < 0 ? html : html.Remove(begin, end + End.Length - begin);
    }

    private static string Load()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return $"{Begin}if (!window.Plotly) (function (define, module, exports) {{\n{reader.ReadToEnd()}\n}}).call(window);{End}";
    }
}
