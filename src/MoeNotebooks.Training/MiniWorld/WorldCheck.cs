namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Tries every shortcut on every task: what a model scores means something only above the best of them.
/// </summary>
public static class WorldCheck
{
    // about 15 minutes of training
    private const int TrainingTexts = 40_000;

    /// <summary>The findings, task by task, the best shortcut first.</summary>
    /// <param name="world">The world.</param>
    /// <param name="split">Which sets.</param>
    public static IReadOnlyList<ShortcutFinding> Run(World world, FactSplit split = FactSplit.Test)
    {
        ArgumentNullException.ThrowIfNull(world);
        var seen = new WordSequences(world, TrainingTexts);
        return
        [
            .. Enum.GetValues<MiniTask>().SelectMany(task => Try(task, MiniDataSet.Make(world, task, split), seen)),
        ];
    }

    /// <summary>The honest floor of each task: what its best shortcut gets, and guessing at least.</summary>
    /// <param name="findings">The findings.</param>
    public static IReadOnlyDictionary<MiniTask, double> Floors(IEnumerable<ShortcutFinding> findings) =>
        findings
            .GroupBy(finding => finding.Task)
            .ToDictionary(
                group => group.Key,
                group => group.Max(finding => Math.Max(finding.Accuracy, finding.Guessing))
            );

    private static IEnumerable<ShortcutFinding> Try(MiniTask task, IReadOnlyList<MiniItem> items, WordSequences seen) =>
        Shortcuts
            .Of(task, seen)
            .Select(shortcut => new ShortcutFinding(task, shortcut.Name, shortcut.Accuracy(items)))
            .OrderByDescending(finding => finding.Accuracy);
}
