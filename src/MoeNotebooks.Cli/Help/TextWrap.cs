using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Help;

/// <summary>Breaks text into lines at the ends of words.</summary>
internal static class TextWrap
{
    /// <summary>
    /// Writes a line so that a terminal shows it whole: where it is too long, broken between words, not within them. To
    /// a file or another program it goes as it is.
    /// </summary>
    /// <param name="writer">The console's output or error, or any other.</param>
    /// <param name="line">The line.</param>
    /// <param name="indent">Characters at its beginning that stay as they are; its other lines begin below what follows
    /// them.</param>
    public static void Write(TextWriter writer, string line, int indent = 0)
    {
        foreach (var part in WidthOf(writer) is { } width ? Hang(line, width, indent) : [line])
        {
            writer.WriteLine(part);
        }
    }

    /// <summary>
    /// Columns that a line may fill where a writer is a terminal's; nothing for a file or another program.
    /// </summary>
    public static int? WidthOf(TextWriter writer)
    {
        var redirected =
            writer == Console.Out ? Console.IsOutputRedirected : writer != Console.Error || Console.IsErrorRedirected;
        return redirected ? null : TerminalWidth();
    }

    /// <summary>The line's parts for a width that is known.</summary>
    public static IReadOnlyList<string> Hang(string line, int width, int indent) =>
        line.Length <= width || width <= indent
            ? [line]
            :
            [
                .. TextLines
                    .Of(line[indent..], width - indent)
                    .Select((part, i) => (i == 0 ? line[..indent] : new string(' ', indent)) + part),
            ];

    /// <summary>The line's beginning where it is longer than the width, for lines that are redrawn in place.</summary>
    public static string Cut(string line, int width) =>
        line.Length <= width ? line : line[..Math.Max(0, width - 1)] + "…";

    /// <summary>
    /// Columns that a line may fill: a full line would wrap at some terminals. Nothing where there is no terminal.
    /// </summary>
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
