namespace MoeNotebooks.Results;

/// <summary>A text in lines, broken between words.</summary>
internal static class TextLines
{
    /// <summary>
    /// Lines of at most so many characters; a word that is longer stands on a line of its own, whole.
    /// </summary>
    /// <param name="text">The text; what is more than one blank counts as one.</param>
    /// <param name="width">The most characters of a line.</param>
    public static IReadOnlyList<string> Of(string text, int width)
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
