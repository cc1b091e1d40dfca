namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How often each sort of training text is written.</summary>
internal static class TextMix
{
    // in the order of TextSort
    private static readonly int[] Weights = [26, 3, 9, 6, 26, 6, 13, 2, 4, 2, 3];

    /// <summary>A sort, by the mix.</summary>
    public static TextSort Draw(Random random)
    {
        var at = random.Next(Weights.Sum());
        var sort = 0;
        while (at >= Weights[sort])
        {
            at -= Weights[sort++];
        }

        return (TextSort)sort;
    }

    public static MiniTask Task(TextSort sort) => (MiniTask)(sort - TextSort.ArcEasy);
}
