namespace MoeNotebooks.Traces;

/// <summary>How unevenly a load is spread.</summary>
internal static class Concentration
{
    /// <summary>
    /// The entropy of shares, −Σ p ln p, in nats: ln n where n numbers are equal, 0 where one has everything.
    /// </summary>
    /// <param name="loads">Numbers from 0 on.</param>
    public static double Entropy(IEnumerable<double> loads)
    {
        double[] all = [.. loads];
        var total = all.Sum();
        return total > 0 ? -all.Where(load => load > 0).Sum(load => load / total * Math.Log(load / total)) : 0;
    }

    /// <summary>Gini's coefficient: the mean difference of two loads over twice their mean. 0 where all are equal, 1 −
    /// 1/n where one has everything.</summary>
    /// <param name="loads">Numbers from 0 on.</param>
    public static double Gini(IEnumerable<double> loads)
    {
        double[] sorted = [.. loads.Order()];
        var total = sorted.Sum();
        return total > 0
            ? sorted.Select((load, i) => load * ((2 * i) + 1 - sorted.Length)).Sum() / (sorted.Length * total)
            : 0;
    }
}
