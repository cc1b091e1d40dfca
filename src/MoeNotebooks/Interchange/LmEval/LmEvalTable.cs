using System.Globalization;
using System.Text;
using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>The Markdown table that lm-eval prints.</summary>
internal static class LmEvalTable
{
    private static readonly string[] Header =
    [
        "Tasks",
        "Version",
        "Filter",
        "n-shot",
        "Metric",
        "",
        "Value",
        "",
        "Stderr",
    ];
    private static readonly bool[] RightAligned = [false, true, false, true, false, false, true, false, true];
    private static readonly int[] Needed = [0, 3, 4, 6, 8]; // columns that say something of this run

    /// <summary>The table, its lines ended by LF.</summary>
    /// <param name="results">One result per task.</param>
    /// <param name="narrow">Leaves versions, filters and signs out.</param>
    public static string Write(IEnumerable<TaskResult> results, bool narrow = false)
    {
        ArgumentNullException.ThrowIfNull(results);
        var rows = results
            .SelectMany(result => result.Metrics.Select((metric, i) => Row(result, metric, i == 0)))
            .ToArray();
        int[] widths =
        [
            .. Header.Select(
                (title, column) => Math.Max(3, rows.Select(row => row[column].Length).Append(title.Length).Max())
            ),
        ];
        widths[5] = widths[7] = 3;
        int[] shown = narrow ? Needed : [.. Enumerable.Range(0, Header.Length)];
        var text = new StringBuilder();
        Line(text, shown.Select(column => Centred(Header[column], widths[column])));
        Line(
            text,
            shown.Select(column =>
                RightAligned[column] ? new string('-', widths[column] - 1) + ":" : new string('-', widths[column])
            )
        );
        foreach (var row in rows)
        {
            Line(
                text,
                shown.Select(column =>
                    RightAligned[column] ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column])
                )
            );
        }

        return text.ToString();
    }

    private static string[] Row(TaskResult result, Metric metric, bool first) =>
        [
            first ? result.Task.Name : string.Empty,
            first ? result.Task.Version.ToString("0.##", CultureInfo.InvariantCulture) : string.Empty,
            "none",
            result.FewShot.ToString(CultureInfo.InvariantCulture),
            metric.Name,
            "↑",
            Fixed(metric.Value),
            "±",
            metric.StandardError is { } error ? Fixed(error) : "N/A",
        ];

    private static string Fixed(double value) =>
        double.IsNaN(value) ? "not a number" : value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Centred(string text, int width) =>
        text.PadLeft(text.Length + ((width - text.Length) / 2)).PadRight(width);

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.Append('|').AppendJoin('|', cells).Append("|\n");
}
