namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// A way to answer without knowing or reading: it sees a question's words and gives every choice a number.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Preference">A number for each choice of an item; the largest is its answer, ties share it.</param>
internal sealed record Shortcut(string Name, Func<MiniItem, IReadOnlyList<double>> Preference)
{
    /// <summary>
    /// The share of items that it answers rightly, chosen one way round or the other: what is worse than chance is a
    /// shortcut too.
    /// </summary>
    public double Accuracy(IReadOnlyList<MiniItem> items)
    {
        var preferences = items.Select(Preference).ToArray();
        return Math.Max(Share(1), Share(-1));

        double Share(int sign) =>
            items.Zip(preferences, (item, numbers) => Credit(item.Gold, [.. numbers.Select(n => sign * n)])).Average();
    }

    private static double Credit(int gold, double[] numbers)
    {
        var best = numbers.Max();
        return numbers[gold] == best ? 1.0 / numbers.Count(n => n == best) : 0;
    }
}
