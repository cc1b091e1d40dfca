using System.Globalization;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>How a p-value is told: never as 0, which no test can show.</summary>
internal static class PValue
{
    /// <summary>"p = 0.023", or "p &lt; 0.001" where rounding would leave nothing.</summary>
    /// <param name="p">The value.</param>
    /// <param name="digits">Decimals, at least one.</param>
    public static string InWords(double p, int digits = 3)
    {
        var least = Math.Pow(10, -digits);
        return p < least / 2
            ? "p < " + least.ToString("0." + new string('0', digits), CultureInfo.InvariantCulture)
            : "p = " + p.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture);
    }
}
