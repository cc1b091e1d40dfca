namespace MoeNotebooks.Errors;

/// <summary>Finds what a person probably meant to type.</summary>
internal static class Suggestion
{
    /// <summary><c> (did you mean 'points'?)</c>, or nothing where no candidate is close.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> candidates)
    {
        var closest = candidates
            .Select(candidate => (candidate, distance: Distance(typed, candidate)))
            .Where(found => found.distance <= Math.Max(1, (typed.Length + 1) / 3))
            .OrderBy(found => found.distance)
            .Select(found => found.candidate)
            .FirstOrDefault();
        return closest is null ? string.Empty : $" (did you mean '{closest}'?)";
    }

    /// <summary>How many letters to insert, remove or replace (Levenshtein), without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
