namespace MoeNotebooks.Evaluation;

/// <summary>A mean over items with its standard error.</summary>
/// <param name="Name">lm-eval's name: <c>acc</c> or <c>acc_norm</c>.</param>
/// <param name="Value">The mean, 0 to 1.</param>
/// <param name="StandardError">Sample standard deviation / sqrt(n); <see langword="null"/> for fewer than two items, which lm-eval writes as N/A.</param>
public sealed record Metric(string Name, double Value, double? StandardError)
{
    /// <summary>Mean and standard error of per-item values, in doubles as lm-eval computes them.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="values">One value per item, at least one.</param>
    public static Metric Mean(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var n = values.Count;
        var mean = values.Sum() / n;
        if (n < 2)
        {
            return new(name, mean, null);
        }

        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new(name, mean, Math.Sqrt(squares / (n - 1)) / Math.Sqrt(n));
    }
}
