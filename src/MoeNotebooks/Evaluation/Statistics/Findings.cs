namespace MoeNotebooks.Evaluation.Statistics;

/// <summary>Findings in words.</summary>
internal static class Findings
{
    /// <summary>As tables and files have it: "non-inferior".</summary>
    /// <param name="finding">The finding.</param>
    public static string InWords(this Finding finding) =>
        finding switch
        {
            Finding.Better => "better",
            Finding.Worse => "worse",
            Finding.NonInferior => "non-inferior",
            _ => "undecided",
        };
}
