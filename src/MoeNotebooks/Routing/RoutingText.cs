using System.Globalization;

namespace MoeNotebooks.Routing;

/// <summary>Routing in words.</summary>
internal static class RoutingText
{
    public static string Describe(IReadOnlyList<int> active, SkippedWeights weights)
    {
        var mean = active.Average().ToString("0.0", CultureInfo.InvariantCulture);
        var rule = weights == SkippedWeights.ArchitectureDefault ? string.Empty : $", weights {weights}";
        return $"{string.Join('→', Turns(active))} over {active.Count} layers, mean {mean}{rule}";
    }

    /// <summary>The first value, every value at which the direction changes, and the last.</summary>
    private static List<int> Turns(IReadOnlyList<int> values)
    {
        var turns = new List<int> { values[0] };
        var direction = 0;
        for (var i = 1; i < values.Count; i++)
        {
            var step = Math.Sign(values[i] - values[i - 1]);
            if (step != 0 && direction != 0 && step != direction)
            {
                turns.Add(values[i - 1]);
            }

            direction = step != 0 ? step : direction;
        }

        if (direction != 0)
        {
            turns.Add(values[^1]);
        }

        return turns;
    }
}
