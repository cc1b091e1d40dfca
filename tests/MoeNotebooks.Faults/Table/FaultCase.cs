namespace MoeNotebooks.Faults.Table;

/// <summary>
/// A fault, as scripts of bash: they have <c>moe</c> and <c>faults</c> (this program) as commands, a folder <c>$DIR</c>
/// of their own, and stand in the repository's root.
/// </summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Command">How it was made to: shown in the table.</param>
/// <param name="Exit">The exit code that it must have.</param>
/// <param name="Says">What the user must be told, on standard error; empty where nothing.</param>
/// <param name="After">Looks at what is left, and says it in a line.</param>
/// <param name="State">What that line must be.</param>
internal sealed record FaultCase(string Fault, string Command, int Exit, string Says, string After, string State)
{
    /// <summary>What is made ready before, not shown.</summary>
    public string Before { get; init; } = "true";
}
