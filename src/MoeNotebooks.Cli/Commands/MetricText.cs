using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;

namespace MoeNotebooks.Cli.Commands;

/// <summary>A mean as it is shown: <c>0.4833 ± 0.0458</c>; what is not a number says so.</summary>
internal static class MetricText
{
    public static string Of(Metric metric) =>
        Fixed(metric.Value)
        + (metric.StandardError is { } error ? " ± " + Fixed(error) : string.Empty)
        + (metric.NotNumbers > 0 ? $" ({Plural.Of(metric.NotNumbers, "item")} not a number, left out)" : string.Empty);

    public static string Fixed(double value) =>
        double.IsNaN(value) ? "not a number" : value.ToString("F4", CultureInfo.InvariantCulture);
}
