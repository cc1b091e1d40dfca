using System.Text;

namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>The four normalisation forms (Unicode Standard Annex 15), the same on every machine.</summary>
internal static class UnicodeForms
{
    /// <summary>Normalises text.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    /// <param name="form">The form.</param>
    public static string Normalize(string text, NormalizationForm form)
    {
        var compose = form is NormalizationForm.FormC or NormalizationForm.FormKC;
        if (IsPlain(text, form))
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, form is NormalizationForm.FormKC or NormalizationForm.FormKD, points);
        }

        Order(points);
        if (compose)
        {
            Compose(points);
        }

        var result = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            result.Append(new Rune(point).ToString());
        }

        return result.ToString();
    }

    /// <summary>
    /// No character below these limits decomposes or combines, so most text is done before it is copied.
    /// </summary>
    private static bool IsPlain(string text, NormalizationForm form)
    {
        var limit = form switch
        {
            NormalizationForm.FormC => '\u0300',
            NormalizationForm.FormD => '\u00c0',
            _ => '\u00a0',
        };
        return text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(limit - 1)) < 0;
    }

    private static void Decompose(int point, bool compatibility, List<int> into)
    {
        if (point < 0xA0)
        {
            into.Add(point);
        }
        else if (Hangul.IsSyllable(point))
        {
            Hangul.Decompose(point, into);
        }
        else if (Decompositions.Of(point, compatibility) is { } parts)
        {
            foreach (var part in parts)
            {
                Decompose(part, compatibility, into);
            }
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>
    /// Canonical ordering: each run of combining marks sorted by class, equal classes in their order.
    /// </summary>
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (points[start] < 0x300 || Decompositions.CombiningClass(points[start]) == 0)
            {
                continue;
            }

            var end = start + 1;
            while (end < points.Count && Decompositions.CombiningClass(points[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(Decompositions.CombiningClass).ToList();
                for (var i = 0; i < sorted.Count; i++)
                {
                    points[start + i] = sorted[i];
                }
            }

            start = end;
        }
    }

    /// <summary>
    /// Canonical composition, in place: a mark joins the last starter unless one of the same class stands between.
    /// </summary>
    private static void Compose(List<int> points)
    {
        var starter = -1;
        var lastClass = 0;
        var length = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var ownClass = point < 0x300 ? 0 : Decompositions.CombiningClass(point);
            var blocked = starter < 0 || (length - 1 > starter && (lastClass == 0 || lastClass >= ownClass));
            var joined = blocked ? -1 : Pair(points[starter], point);
            if (joined >= 0)
            {
                points[starter] = joined;
                continue;
            }

            points[length] = point;
            if (ownClass == 0)
            {
                starter = length;
            }

            lastClass = ownClass;
            length++;
        }

        points.RemoveRange(length, points.Count - length);
    }

    private static int Pair(int first, int second)
    {
        var hangul = Hangul.Compose(first, second);
        return hangul >= 0 ? hangul : Decompositions.Compose(first, second);
    }
}
