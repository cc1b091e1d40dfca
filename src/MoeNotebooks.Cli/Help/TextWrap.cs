using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Help;

/// <summary>Breaks text into lines at the ends of words.</summary>
internal static class TextWrap
{
    /// <summary>Writes a line so that a terminal shows it whole: where it is too long, broken between words, not within them. To a file or another program it goes as it is.</summary>
    /// <param name="writer">The console's output or error, or any other.</param>
    /// <param name="line">The line.</param>
    /// <param name="indent">Characters at its beginning that stay as they are; its other lines begin below what follows them.</param>
    public static void Write(TextWriter writer, string line, int indent = 0)
    {
        var redirected = writer == Console.Out ? Console.IsOutputRedirected : writer != Console.Error || Console.IsErrorRedirected;
        foreach (var part in redirected || TerminalWidth() is not { } width ? [line] : Hang(line, width, indent))
        {
            writer.WriteLine(part);
        }
    }

    /// <summary>The line's parts for a width that is known.</summary>
    public static IReadOnlyList<string> Hang(string line, int width, int indent) => line.Length <= width || width <= indent ? [line]
        : [.. TextLines.Of(line[indent..], width - indent).Select((part, i) => (i == 0 ? line[..indent] : new string(' ', indent)) + part)];

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
}
