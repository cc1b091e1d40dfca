namespace MoeNotebooks.Evaluation;

/// <summary>A mean over items with its standard error.</summary>
/// <param name="Name">lm-eval's name: <c>acc</c> or <c>acc_norm</c>.</param>
/// <param name="Value">The mean, 0 to 1; NaN where no item has a number.</param>
/// <param name="StandardError">Sample standard deviation / sqrt(n); <see langword="null"/> for fewer than two items,
/// which lm-eval writes as N/A.</param>
public sealed record Metric(string Name, double Value, double? StandardError)
{
    /// <summary>Items whose score is not a number; they are not in the mean.</summary>
    public int NotNumbers { get; init; }

    /// <summary>
    /// Mean and standard error of per-item values, in doubles as lm-eval computes them. NaN is kept out and counted.
    /// </summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="values">One value per item.</param>
    public static Metric Mean(string name, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] numbers = [.. values.Where(value => !double.IsNaN(value))];
        return new(
            name,
            numbers.Length == 0 ? double.NaN : numbers.Sum() / numbers.Length,
            Statistics.StandardError.OfMean(numbers)
        )
        {
            NotNumbers = values.Count - numbers.Length,
        };
    }
}
