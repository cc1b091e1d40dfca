namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How often each sort of training text is written in each phase.</summary>
internal static class TextMix
{
    // in the order of TextSort
    private static readonly int[] Facts = [46, 2, 9, 2, 12, 8, 12, 2, 7, 2, 8];
    private static readonly int[] FactsAndReading = [22, 1, 9, 2, 28, 5, 13, 3, 4, 3, 4];

    /// <summary>A sort, by the mix of a phase.</summary>
    public static TextSort Draw(Random random, TextPhase phase)
    {
        var weights = phase == TextPhase.Facts ? Facts : FactsAndReading;
        var at = random.Next(weights.Sum());
        var sort = 0;
        while (at >= weights[sort])
        {
            at -= weights[sort++];
        }

        return (TextSort)sort;
    }

    public static MiniTask Task(TextSort sort) => (MiniTask)(sort - TextSort.ArcEasy);
}
