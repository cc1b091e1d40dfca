namespace MoeNotebooks.Faults.Table;

/// <summary>What became of a fault.</summary>
/// <param name="Case">The fault.</param>
/// <param name="Exit">The exit code.</param>
/// <param name="Said">Standard error.</param>
/// <param name="State">What was found afterwards.</param>
internal sealed record FaultOutcome(FaultCase Case, int Exit, string Said, string State)
{
    /// <summary>Whether all is as it must be: one line and no stack trace, too.</summary>
    public bool Holds =>
        Exit == Case.Exit
        && State == Case.State
        && Said.Contains(Case.Says, StringComparison.Ordinal)
        && !Said.Contains("   at ", StringComparison.Ordinal)
        && !Said.Contains("fault of moe", StringComparison.Ordinal);

    /// <summary>A row of the table.</summary>
    public string Row => $"{Begin} {Quoted} | {Exit} | {State} |";

    /// <summary>What of it is known before.</summary>
    public string Begin => $"| {Case.Fault} | `{Case.Command.Replace("|", "\\|", StringComparison.Ordinal)}` |";

    private string Quoted =>
        Said.Split('\n')
            .Select(line => line.Trim())
            .LastOrDefault(line => Case.Says.Length > 0 && line.Contains(Case.Says, StringComparison.Ordinal))
            is { } line
            ? line.Replace("|", "\\|", StringComparison.Ordinal)
            : "nothing";
}
