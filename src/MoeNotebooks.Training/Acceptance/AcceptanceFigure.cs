using System.Globalization;
using MoeNotebooks.Evaluation.Sweeps;

namespace MoeNotebooks.Training.Acceptance;

/// <summary>The accuracies of a mini model in one setting, on all questions of the test sets.</summary>
/// <param name="Setting">What was changed, such as <c>k = 3</c>.</param>
/// <param name="Point">The result.</param>
public sealed record AcceptanceFigure(string Setting, SweepPoint Point)
{
    /// <summary>
    /// A row of a Markdown table, in per cent: the tasks, their mean, and its standard error by clusters.
    /// </summary>
    public override string ToString() =>
        $"| {Setting} | {string.Join(" | ", Point.Tasks.Select(task => Percent(task.Accuracy.Value)))} | "
        + $"{Percent(Point.Mean)} | {(Point.StandardError is { } error ? Percent(error) : "-")} |";

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);
}
