namespace MoeNotebooks.Evaluation;

/// <summary>Measures in words.</summary>
internal static class Measures
{
    /// <summary>The measures that see more than right and wrong, in the order of tables.</summary>
    public static IReadOnlyList<Measure> Graded { get; } = [Measure.LogLikelihood, Measure.Margin];

    /// <summary>The name in tables and files.</summary>
    /// <param name="measure">The measure.</param>
    public static string Name(this Measure measure) =>
        measure switch
        {
            Measure.LogLikelihood => "log_likelihood",
            Measure.Margin => "margin",
            _ => "acc",
        };

    /// <summary>How differences are told: what they are multiplied by, and the unit they then have.</summary>
    /// <param name="measure">The measure.</param>
    public static (double Scale, string Unit) Told(this Measure measure) =>
        measure == Measure.Accuracy ? (100, "points") : (1, "nats");
}
