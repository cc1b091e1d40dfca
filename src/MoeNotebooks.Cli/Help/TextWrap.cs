namespace MoeNotebooks.Cli.Help;

/// <summary>Breaks text into lines at the ends of words.</summary>
internal static class TextWrap
{
    /// <summary>A line as a terminal shows it whole: where it is too long, broken between words, not within them. Elsewhere it stays as it is.</summary>
    /// <param name="line">The line.</param>
    /// <param name="redirected">Whether it goes elsewhere: to a file or another program.</param>
    /// <param name="indent">Characters at its beginning that stay as they are; its other lines begin below what follows them.</param>
    public static IReadOnlyList<string> Fit(string line, bool redirected, int indent = 0) =>
        redirected || TerminalWidth() is not { } width ? [line] : Hang(line, width, indent);

    /// <summary>The same for a width that is known.</summary>
    public static IReadOnlyList<string> Hang(string line, int width, int indent) => line.Length <= width || width <= indent ? [line]
        : [.. Lines(line[indent..], width - indent).Select((part, i) => (i == 0 ? line[..indent] : new string(' ', indent)) + part)];

    /// <summary>Columns that a line may fill: a full line would wrap at some terminals. Nothing where there is no terminal.</summary>
    public static int? TerminalWidth()
    {
        try
        {
            return Console.WindowWidth > 1 ? Console.WindowWidth - 1 : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Lines of at most so many characters; a word that is longer stands on a line of its own, whole.</summary>
    /// <param name="text">The text; what is more than one blank counts as one.</param>
    /// <param name="width">The most characters of a line.</param>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var line = string.Empty;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = string.Empty;
            }

            line = line.Length == 0 ? word : line + " " + word;
        }

        return [.. lines, line];
    }
}
