using System.Globalization;

namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>Unicode's decompositions and combining classes.</summary>
/// <remarks>
/// .NET leaves normalisation to ICU, and does nothing at all where ICU is absent or globalisation is invariant, as it
/// is here so that the kit starts on a bare machine; a tokenizer that silently skips NFC gives other ids. Hence a table
/// of our own.
/// </remarks>
internal static class Decompositions
{
    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>The canonical combining class, 0 for a character that starts anew.</summary>
    public static int CombiningClass(int codePoint) => Loaded.Value.Classes.GetValueOrDefault(codePoint);

    /// <summary>One step of decomposition, or null.</summary>
    public static int[]? Of(int codePoint, bool compatibility) =>
        Loaded.Value.Canonical.GetValueOrDefault(codePoint)
        ?? (compatibility ? Loaded.Value.Compatibility.GetValueOrDefault(codePoint) : null);

    /// <summary>The character that two characters compose to, or -1.</summary>
    public static int Compose(int first, int second) => Loaded.Value.Pairs.GetValueOrDefault((first, second), -1);

    private static Tables Load()
    {
        var tables = new Tables([], [], [], []);
        foreach (var fields in UnicodeData.Lines("decompositions"))
        {
            Add(tables, fields);
        }

        return tables;
    }

    private static void Add(Tables tables, string[] fields)
    {
        var codePoint = UnicodeData.Point(fields[0]);
        if (fields[1] != "0")
        {
            tables.Classes[codePoint] = int.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        if (fields.Length == 2)
        {
            return;
        }

        var parts = fields[3..].Select(UnicodeData.Point).ToArray();
        (fields[2] == "~" ? tables.Compatibility : tables.Canonical)[codePoint] = parts;
        if (fields[2] == "=")
        {
            tables.Pairs[(parts[0], parts[1])] = codePoint;
        }
    }

    private sealed record Tables(
        Dictionary<int, int> Classes,
        Dictionary<int, int[]> Canonical,
        Dictionary<int, int[]> Compatibility,
        Dictionary<(int First, int Second), int> Pairs
    );
}
