namespace MoeNotebooks.Tokenization.Unicode;

/// <summary>
/// Hangul syllables, which Unicode composes and decomposes by arithmetic (Unicode Standard, section 3.12).
/// </summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00,
        Leads = 0x1100,
        Vowels = 0x1161,
        Trails = 0x11A7;
    private const int LeadCount = 19,
        VowelCount = 21,
        TrailCount = 28;

    public static bool IsSyllable(int codePoint) => (uint)(codePoint - Syllables) < LeadCount * VowelCount * TrailCount;

    public static void Decompose(int syllable, List<int> into)
    {
        var index = syllable - Syllables;
        into.Add(Leads + (index / (VowelCount * TrailCount)));
        into.Add(Vowels + (index / TrailCount % VowelCount));
        if (index % TrailCount != 0)
        {
            into.Add(Trails + (index % TrailCount));
        }
    }

    /// <summary>
    /// Lead and vowel to a syllable, or a syllable and a trail to a longer one; -1 where they do not compose.
    /// </summary>
    public static int Compose(int first, int second)
    {
        if ((uint)(first - Leads) < LeadCount && (uint)(second - Vowels) < VowelCount)
        {
            return Syllables + ((((first - Leads) * VowelCount) + second - Vowels) * TrailCount);
        }

        var open = IsSyllable(first) && (first - Syllables) % TrailCount == 0;
        return open && second > Trails && second < Trails + TrailCount ? first + second - Trails : -1;
    }
}
