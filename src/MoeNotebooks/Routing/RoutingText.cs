using System.Globalization;

namespace MoeNotebooks.Routing;

/// <summary>Routing in words.</summary>
internal static class RoutingText
{
    /// <summary>Where every token uses the same number.</summary>
    public static string Describe(IReadOnlyList<int> active)
    {
        var mean = active.Average().ToString("0.0", CultureInfo.InvariantCulture);
        return $"{string.Join('→', Turns(active))} over {active.Count} layers, mean {mean}";
    }

    /// <summary>Where each token has its own number, up to these.</summary>
    public static string AtMost(IReadOnlyList<int> most) =>
        $"at most {string.Join('→', Turns(most))} over {most.Count} layers";

    /// <summary>The weights' rule, where it is not the architecture's own.</summary>
    public static string Rule(SkippedWeights weights) =>
        weights switch
        {
            SkippedWeights.ArchitectureDefault => string.Empty,
            SkippedWeights.Keep => ", weights kept",
            SkippedWeights.Renormalise => ", weights renormalised",
            SkippedWeights.RescaleToOriginalMass => ", weights rescaled to the original mass",
            _ => ", weights " + weights,
        };

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
