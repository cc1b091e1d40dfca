namespace MoeNotebooks.Evaluation;

/// <summary>Measures in words.</summary>
internal static class Measures
{
    /// <summary>The name in tables and files.</summary>
    /// <param name="measure">The measure.</param>
    public static string Name(this Measure measure) => measure switch
    {
        Measure.LogLikelihood => "log_likelihood",
        Measure.Margin => "margin",
        _ => "acc",
    };
}
