namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>
/// The tables of the Unicode Character Database that travel in the assembly, .NET having none or other ones.
/// </summary>
internal static class UnicodeData
{
    /// <summary>A table's lines without its comments, split at spaces.</summary>
    public static IEnumerable<string[]> Lines(string table)
    {
        using var stream = typeof(UnicodeData).Assembly.GetManifestResourceStream($"MoeNotebooks.{table}.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                yield return line.Split(' ');
            }
        }
    }

    /// <summary>A code point in hexadecimal.</summary>
    public static int Point(string hex) => Convert.ToInt32(hex, 16);
}
