namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The six evaluation sets: questions about held entities, each asked once, every place of the right answer equally frequent.</summary>
public static class MiniDataSet
{
    /// <summary>Items of a task.</summary>
    public const int Size = 500;

    /// <summary>The items of a task.</summary>
    /// <param name="world">The world.</param>
    /// <param name="task">The task.</param>
    public static IReadOnlyList<MiniItem> Make(World world, MiniTask task)
    {
        ArgumentNullException.ThrowIfNull(world);
        var random = new Random(world.Seed + 1000 + (int)task);
        var writer = new ItemWriter(world, EntityGroup.Held, random);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<MiniItem>(Size);
        while (items.Count < Size)
        {
            var item = writer.Write(task);
            if (item.Gold == items.Count % item.Choices.Count && asked.Add(item.Question))
            {
                items.Add(item);
            }
        }

        var order = Enumerable.Range(0, Size).ToArray();
        random.Shuffle(order);
        return [.. order.Select(i => items[i])];
    }
}
