namespace MoeNotebooks.Paper;

/// <summary>
/// Table 10 holds the uniform allocations (k,k,k,p) once for every p, although p changes nothing in them:
/// repeated measurements of one configuration, which show how much of the table is noise.
/// </summary>
public static class NoiseFloor
{
    private const string Average = "average";

    /// <summary>The spread of every task and of the six-task mean for each repeated uniform allocation.</summary>
    /// <param name="rows">Table 10, or rows like it.</param>
    public static IReadOnlyList<NoiseRow> Of(IEnumerable<AllocationRow> rows) =>
        [
            .. from row in rows
            where row.B == row.H && row.H == row.E
            group row.Scores by row.B into repeats
            where repeats.Count() > 1
            orderby repeats.Key
            from noise in Spread(repeats.Key, [.. repeats])
            select noise,
        ];

    /// <summary>
    /// Run noise of the six-task mean in points: its standard deviation within repeats, pooled over the configurations.
    /// </summary>
    /// <param name="rows">Table 10, or rows like it; at least one configuration repeated.</param>
    public static double OfMean(IEnumerable<AllocationRow> rows)
    {
        double[] deviations = [.. Of(rows).Where(row => row.Task == Average).Select(row => row.StandardDeviation)];
        // Every configuration is repeated as often
        return Math.Sqrt(deviations.Average(deviation => deviation * deviation));
    }

    private static IEnumerable<NoiseRow> Spread(int experts, IReadOnlyList<TaskScores> repeats)
    {
        for (var task = 0; task < TaskScores.TaskNames.Count; task++)
        {
            yield return Row(experts, TaskScores.TaskNames[task], [.. repeats.Select(scores => scores.Each[task])]);
        }

        yield return Row(experts, Average, [.. repeats.Select(scores => scores.Mean)]);
    }

    private static NoiseRow Row(int experts, string task, double[] values)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return new NoiseRow(experts, task, values.Min(), values.Max(), Math.Sqrt(variance));
    }
}
