namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How often each sort of training text is written.</summary>
internal static class TextMix
{
    // in the order of TextSort
    private static readonly int[] Main = [28, 4, 10, 3, 12, 20, 6, 26, 2, 4, 2, 3];
    private static readonly int[] First = [2, 0, 0, 32, 58, 0, 0, 0, 3, 0, 3, 0];

    /// <summary>A sort, by the mix.</summary>
    /// <param name="random">Draws it.</param>
    /// <param name="first">Whether passages come first.</param>
    public static TextSort Draw(Random random, bool first)
    {
        var weights = first ? First : Main;
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
