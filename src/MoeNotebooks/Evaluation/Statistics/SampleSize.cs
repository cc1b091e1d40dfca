using MathNet.Numerics.Distributions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>How many items a paired comparison needs, before hours of computing are spent on too few.</summary>
/// <remarks>
/// Connor (1987) for McNemar's test: with discordance D (the share of items on which the two models differ in being
/// right) and difference d, <c>n = (z(1 - a/2) sqrt(D) + z(power) sqrt(D - d^2))^2 / d^2</c>.
/// </remarks>
internal static class SampleSize
{
    /// <summary>Items needed to see a difference of so many points, two-sided.</summary>
    /// <param name="points">The difference in percentage points, above 0 and at most 100 times the discordance.</param>
    /// <param name="discordance">Share of items that exactly one of the two models gets right, 0 to 1.</param>
    /// <param name="power">The chance to see it if it is there.</param>
    /// <param name="level">The chance to see it if it is not there.</param>
    /// <returns>The number of items, rounded up.</returns>
    public static int ItemsToSee(double points, double discordance, double power = 0.8, double level = 0.05)
    {
        var difference = points / 100;
        Validate(discordance, power, level);
        if (!(difference > 0 && difference <= discordance))
        {
            throw new MoeUsageException(
                "points",
                $"{points} must be above 0 and at most {100 * discordance}: two models cannot differ more than they disagree"
            );
        }

        var items = Math.Pow(Numerator(difference, discordance, power, level) / difference, 2);
        return checked((int)Math.Ceiling(items));
    }

    /// <summary>The smallest difference that so many items show, two-sided.</summary>
    /// <param name="items">The number of items, at least 2.</param>
    /// <param name="discordance">Share of items that exactly one of the two models gets right, 0 to 1.</param>
    /// <param name="power">The chance to see it if it is there.</param>
    /// <param name="level">The chance to see it if it is not there.</param>
    /// <returns>Percentage points; <see langword="null"/> if not even the largest possible difference would
    /// show.</returns>
    public static double? PointsSeenWith(int items, double discordance, double power = 0.8, double level = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 2);
        Validate(discordance, power, level);
        double low = 0,
            high = discordance;
        if (!Seen(high))
        {
            return null;
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Seen(middle) ? (low, middle) : (middle, high);
        }

        return 100 * high;

        bool Seen(double difference) =>
            Numerator(difference, discordance, power, level) <= difference * Math.Sqrt(items);
    }

    private static double Numerator(double difference, double discordance, double power, double level) =>
        (Normal.InvCDF(0, 1, 1 - (level / 2)) * Math.Sqrt(discordance))
        + (Normal.InvCDF(0, 1, power) * Math.Sqrt(discordance - (difference * difference)));

    private static void Validate(double discordance, double power, double level)
    {
        var problems = new (string Name, double Value)[]
        {
            ("discordance", discordance),
            ("power", power),
            ("level", level),
        }
            .Where(option => !(option.Value > 0 && option.Value < 1) && !(option is ("discordance", 1)))
            .Select(option => $"{option.Name} {option.Value} is not between 0 and 1")
            .ToArray();
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("sample size", problems);
        }
    }
}
