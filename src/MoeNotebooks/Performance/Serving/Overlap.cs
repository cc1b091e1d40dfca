namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// Reading and computing at the same time: between the slower of both (perfect overlap) and their sum (none).
/// </summary>
internal static class Overlap
{
    /// <summary>Large dense products overlap well.</summary>
    public const double Dense = 4;

    /// <summary>Grouped products less: an expert's tile waits for its own weights.</summary>
    public const double Grouped = 2;

    /// <summary>The time of both, <c>(a^p + b^p)^(1/p)</c>.</summary>
    /// <param name="reading">Seconds of reading alone.</param>
    /// <param name="computing">Seconds of computing alone.</param>
    /// <param name="sharpness">p: 1 for the sum, infinite for the slower.</param>
    public static double Seconds(double reading, double computing, double sharpness)
    {
        var (slow, fast) = (Math.Max(reading, computing), Math.Min(reading, computing));
        return slow == 0 ? 0 : slow * Math.Pow(1 + Math.Pow(fast / slow, sharpness), 1 / sharpness);
    }
}
