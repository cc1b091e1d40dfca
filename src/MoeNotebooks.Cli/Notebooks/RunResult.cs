namespace MoeNotebooks.Cli.Notebooks;

/// <summary>How the run of a notebook went.</summary>
/// <param name="Status">Whether it came to its end.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Where">The cell that did not succeed.</param>
/// <param name="Error">Why not, in a line or more.</param>
internal sealed record RunResult(RunStatus Status, TimeSpan Elapsed, string? Where, string? Error)
{
    /// <summary>The error's first line that says something.</summary>
    public string ShortError =>
        Error?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? string.Empty;
}
