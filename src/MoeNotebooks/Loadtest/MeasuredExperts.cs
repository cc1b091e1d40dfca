namespace MoeNotebooks.Loadtest;

/// <summary>The experts that a measured engine ran with, and how that is known.</summary>
/// <param name="Active">Experts per token; <see langword="null"/> where it is not known.</param>
/// <param name="Kept">Experts kept in every layer; <see langword="null"/> for all, or where it is not known.</param>
/// <param name="Evidence">How.</param>
internal sealed record MeasuredExperts(int? Active, int? Kept, string? Evidence)
{
    /// <summary>
    /// The paper's column: <c>ne32</c> for 32 kept, <c>na4</c> for 4 per token; <see langword="null"/> where neither is
    /// known.
    /// </summary>
    public string? Column =>
        Kept is { } kept ? FormattableString.Invariant($"ne{kept}")
        : Active is { } active ? FormattableString.Invariant($"na{active}")
        : null;
}
