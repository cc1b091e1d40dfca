namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>
/// Which characters are one without case, as Unicode has it: .NET's own rules differ (long s, Kelvin sign, final
/// sigma).
/// </summary>
internal static class CaseFolding
{
    private static readonly Lazy<Tables> Loaded = new(Load);

    /// <summary>Each class of code points that are one without case.</summary>
    public static IReadOnlyList<int[]> Classes => Loaded.Value.Classes;

    /// <summary>All code points that are one with this one, itself among them.</summary>
    public static int[] Equal(int point) => Loaded.Value.ByPoint.GetValueOrDefault(point) ?? [point];

    /// <summary>Code points that several characters stand for without case, as ss does for sharp s.</summary>
    public static IEnumerable<int> Expanding => Loaded.Value.Expansions.Keys;

    /// <summary>A code point that the end of a sequence stands for without case, or null.</summary>
    public static int? ExpandedAt(List<int> sequence)
    {
        foreach (var (point, expansion) in Loaded.Value.Expansions)
        {
            if (
                sequence.Count >= expansion.Length
                && expansion
                    .Index()
                    .All(part => Equal(part.Item).Contains(sequence[sequence.Count - expansion.Length + part.Index]))
            )
            {
                return point;
            }
        }

        return null;
    }

    private static Tables Load()
    {
        var tables = new Tables([], [], []);
        foreach (var fields in UnicodeData.Lines("casefolding"))
        {
            if (fields[1] == "~")
            {
                tables.Expansions[UnicodeData.Point(fields[0])] = [.. fields[2..].Select(UnicodeData.Point)];
                continue;
            }

            var points = fields.Select(UnicodeData.Point).ToArray();
            tables.Classes.Add(points);
            foreach (var point in points)
            {
                tables.ByPoint[point] = points;
            }
        }

        return tables;
    }

    private sealed record Tables(
        List<int[]> Classes,
        Dictionary<int, int[]> ByPoint,
        Dictionary<int, int[]> Expansions
    );
}
