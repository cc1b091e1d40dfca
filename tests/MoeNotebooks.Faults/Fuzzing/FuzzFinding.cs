namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>Something that must not happen, as it was first met.</summary>
/// <param name="Place">What and where, the same for every input that leads there.</param>
/// <param name="Case">The number of the input.</param>
/// <param name="Details">The error with its stack.</param>
internal sealed record FuzzFinding(string Place, long Case, string Details)
{
    /// <summary>How many inputs led there.</summary>
    public long Times { get; set; } = 1;
}
