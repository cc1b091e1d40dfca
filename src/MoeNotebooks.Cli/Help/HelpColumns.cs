using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Help;

/// <summary>
/// Names and what they mean, side by side; a name that is too long for its column has its meaning below it.
/// </summary>
internal static class HelpColumns
{
    private const int Indent = 2;
    private const int Gap = 2;
    private const int LeastColumn = 9;

    /// <summary>The lines.</summary>
    /// <param name="rows">Names and meanings.</param>
    /// <param name="width">The most characters of a line.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<(string Name, string Meaning)> rows, int width)
    {
        var most = width < 80 ? 14 : 32;
        var column = rows.Select(row => row.Name.Length).Where(length => length <= most).DefaultIfEmpty(0).Max();
        var start = Indent + Math.Max(column, LeastColumn) + Gap;
        foreach (var (name, meaning) in rows)
        {
            var lines = new Queue<string>(TextLines.Of(meaning, width - start));
            yield return (
                name.Length <= start - Indent - Gap
                    ? new string(' ', Indent) + name.PadRight(start - Indent) + lines.Dequeue()
                    : new string(' ', Indent) + name
            ).TrimEnd();
            foreach (var line in lines.Where(line => line.Length > 0))
            {
                yield return new string(' ', start) + line;
            }
        }
    }
}
