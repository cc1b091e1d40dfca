using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>The models in a store, imported runs of other programs among them, as curves for figure 4.</summary>
public static class StoredCurves
{
    /// <summary>One curve for every model that the store has under at least two numbers of experts, on the same tasks.</summary>
    /// <param name="store">A file that <c>moe sweep</c>, <c>moe eval --store</c> or <c>moe import</c> filled; empty for none.</param>
    /// <returns>The curves; each one's full model is the point with the most experts. Runs that do not say how many they used are left out.</returns>
    public static IReadOnlyList<AccuracyCurve> Of(string store)
    {
        if (string.IsNullOrEmpty(store))
        {
            return [];
        }

        using var journal = Journal.Open(store, new JournalOptions { Create = false, SetDamagedAside = false });
        return [.. StoredPoint.All(journal).Where(point => point.Run.Conditions.Experts is { Count: > 0 })
            .GroupBy(point => (point.Label, point.Run.Conditions.FewShot, Tasks: string.Join(',', point.Tasks.Select(task => $"{task.Task} {task.Items}"))))
            .Where(group => group.Select(point => point.MeanExperts).Distinct().Count() > 1)
            .Select(group => Curve(group.Key.Label, [.. group]))];
    }

    private static AccuracyCurve Curve(string name, StoredPoint[] points)
    {
        var full = points.MaxBy(point => point.MeanExperts)!;
        var synthetic = full.Tasks.All(task => task.Task.StartsWith("mini_", StringComparison.Ordinal));
        return new(
            name,
            synthetic ? ResultKind.Synthetic : ResultKind.Measured,
            full.Run.Conditions.Experts!.Max(),
            100 * full.Mean,
            [.. points.Select(point => new AccuracyPoint(
                string.Join(' ', point.Run.Conditions.Experts!), point.Run.Conditions.Experts!, 100 * point.Mean, 100 * point.StandardError))]);
    }
}
