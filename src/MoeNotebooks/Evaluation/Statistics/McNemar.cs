using MathNet.Numerics.Distributions;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>
/// McNemar's exact test: two models answer the same items; only items that one gets right and the other wrong tell.
/// </summary>
internal static class McNemar
{
    /// <summary>The two-sided exact p-value: under the null each discordant item is a fair coin.</summary>
    /// <param name="onlyFirst">Items that only the first model gets right.</param>
    /// <param name="onlySecond">Items that only the second model gets right.</param>
    /// <returns><c>min(1, 2 P[Binomial(n, 1/2) &lt;= min])</c> with n the discordant items; 1 without any.</returns>
    public static double ExactP(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var discordant = checked(onlyFirst + onlySecond);
        return discordant == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, discordant, Math.Min(onlyFirst, onlySecond)));
    }
}
