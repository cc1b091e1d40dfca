using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Performance.Validation;

/// <summary>
/// How well a GPU's decode steps repeat, where the rows tell: each is a median of rounds, and the rounds were not kept.
/// </summary>
/// <remarks>
/// A single token reads its own experts, however many are kept: at batch 1 the pruned models and the whole one do the
/// same work, so that their rows are repeats of one measurement. At other batches nothing was measured twice.
/// </remarks>
public static class MeasuredRepeats
{
    /// <summary>
    /// The relative standard deviation of one step at a batch; <see langword="null"/> where it is not known.
    /// </summary>
    /// <param name="rows">A GPU's rows.</param>
    /// <param name="batch">Tokens processed together.</param>
    public static double? StepError(IReadOnlyList<MeasuredRow> rows, int batch)
    {
        ArgumentNullException.ThrowIfNull(rows);
        MeasuredRow[] alone = [.. rows.Where(row => !row.IsLayer && row.Tokens == 1)];
        double[] same =
            batch == 1 && alone.Length > 0
                ? [.. alone.Where(row => row.Active == alone.Max(step => step.Active)).Select(row => row.Measured)]
                : [];
        return same.Length < 3 ? null : StandardError.Deviation(same) / same.Average();
    }

    /// <summary>
    /// The standard error of a speedup, a quotient of two steps, in the speedup's own unit; <see langword="null"/>
    /// where it is not known.
    /// </summary>
    /// <param name="rows">A GPU's rows.</param>
    /// <param name="speedup">The speedup.</param>
    public static double? SpeedupError(IReadOnlyList<MeasuredRow> rows, Speedup speedup)
    {
        ArgumentNullException.ThrowIfNull(speedup);
        return StepError(rows, speedup.Load) is { } step ? Math.Sqrt(2) * step * speedup.Found : null;
    }
}
