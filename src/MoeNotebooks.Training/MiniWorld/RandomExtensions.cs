namespace MoeNotebooks.Training.MiniWorld;

/// <summary>Draws that the texts need.</summary>
internal static class RandomExtensions
{
    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>Distinct numbers below <paramref name="below"/>, in random order.</summary>
    public static IEnumerable<int> Distinct(this Random random, int below, int count)
    {
        var all = Enumerable.Range(0, below).ToArray();
        random.Shuffle(all);
        return all.Take(count);
    }
}
