using System.Globalization;
using System.Text;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Files;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// A sweep as CSV: a row per policy (mean_experts is empty where each token has its own number and none was counted),
/// with standard errors, the paired comparison (difference_low95 for it alone, corrected_low for all together) and the
/// finding; then the same in the graded measures, in nats; then distinct experts of a step as counted, and a decode
/// step's predicted time.
/// </summary>
internal static class SweepTable
{
    private const string FirstColumns = "policy,experts,mean_experts,";

    /// <summary>Whether a file begins as such a table does.</summary>
    /// <param name="path">The file; one that is not there is none.</param>
    public static bool IsOne(string path) =>
        File.Exists(path)
        && File.ReadLines(path).FirstOrDefault()?.StartsWith(FirstColumns, StringComparison.Ordinal) == true;

    /// <summary>Writes the table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="comparisons">From <see cref="SweepResult.CompareWith"/>, by accuracy.</param>
    /// <param name="graded">The same by graded measures, in the order of <see cref="Measures.Graded"/>.</param>
    /// <param name="stepMilliseconds">A decode step of each point, predicted; <see langword="null"/> for none.</param>
    public static void Write(
        string path,
        SweepResult sweep,
        IReadOnlyList<Comparison> comparisons,
        IReadOnlyList<IReadOnlyList<Comparison>>? graded = null,
        IReadOnlyList<double>? stepMilliseconds = null
    )
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(comparisons);
        var text = new StringBuilder();
        string[] tasks = [.. sweep.Points is [var first, ..] ? first.Tasks.Select(task => task.Task.Name) : []];
        text.AppendJoin(',', Header(tasks)).Append('\n');
        foreach (var (i, point) in sweep.Points.Index())
        {
            var more = Measures.Graded.SelectMany((measure, m) => Cells(point, measure, graded?[m][i]));
            var step = stepMilliseconds is null ? string.Empty : Number(stepMilliseconds[i]);
            text.AppendJoin(
                    ',',
                    [
                        .. Row(point, comparisons[i]),
                        .. more,
                        point.DistinctExperts is { } distinct ? Number(distinct) : string.Empty,
                        step,
                    ]
                )
                .Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static IEnumerable<string> Header(string[] tasks) =>
        [
            "policy",
            "experts",
            "mean_experts",
            .. tasks.SelectMany(task => new[] { task, task + "_stderr", task + "_p" }),
            "mean",
            "mean_stderr",
            "difference",
            "difference_low95",
            "difference_high95",
            "p",
            "p_corrected",
            "corrected_low",
            "corrected_high",
            "smallest_seen",
            "finding",
            .. Measures
                .Graded.Select(measure => measure.Name())
                .SelectMany(name =>
                    new[]
                    {
                        name,
                        name + "_stderr",
                        name + "_difference",
                        name + "_p_corrected",
                        name + "_corrected_low",
                        name + "_corrected_high",
                        name + "_smallest_seen",
                    }
                ),
            "distinct_experts",
            "predicted_step_ms",
        ];

    private static IEnumerable<string> Cells(SweepPoint point, Measure measure, Comparison? comparison) =>
        [
            Number(point.In(measure)),
            point.ErrorIn(measure) is { } error ? Number(error) : string.Empty,
            .. comparison is null
                ? Enumerable.Repeat(string.Empty, 5)
                : new[]
                {
                    comparison.Mean.Difference,
                    comparison.CorrectedP,
                    comparison.Corrected.Low,
                    comparison.Corrected.High,
                    comparison.SmallestSeen,
                }.Select(Number),
        ];

    // Percent and percentage points, as the paper's tables have them; no cell can begin with a sign that a spreadsheet
    // would run.
    private static IEnumerable<string> Row(SweepPoint point, Comparison comparison) =>
        [
            $"\"{point.Policy}\"",
            $"\"{string.Join(' ', point.Experts)}\"",
            point.IsUpperBound ? string.Empty : Number(point.MeanExperts),
            .. point
                .Tasks.Zip(comparison.Tasks)
                .SelectMany(pair =>
                    new[]
                    {
                        Points(pair.First.Accuracy.Value),
                        Points(pair.First.Accuracy.StandardError),
                        Number(pair.Second.PValue),
                    }
                ),
            Points(point.Mean),
            Points(point.StandardError),
            Points(comparison.Mean.Difference),
            Points(comparison.Mean.Low),
            Points(comparison.Mean.High),
            Number(comparison.Mean.PValue),
            Number(comparison.CorrectedP),
            Points(comparison.Corrected.Low),
            Points(comparison.Corrected.High),
            Points(comparison.SmallestSeen),
            comparison.Finding.InWords(),
        ];

    private static string Points(double? share) => share is { } value ? Number(100 * value) : string.Empty;

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
