namespace MoeNotebooks.Loadtest;

/// <summary>The experts that a measured engine ran with, and how that is known.</summary>
/// <param name="Active">Experts per token; <see langword="null"/> where it is not known.</param>
/// <param name="Kept">Experts kept in every layer; <see langword="null"/> for all, or where it is not known.</param>
/// <param name="Evidence">How.</param>
internal sealed record MeasuredExperts(int? Active, int? Kept, string? Evidence)
{
    /// <summary>Nobody said.</summary>
    public static MeasuredExperts Unknown { get; } = new(null, null, null);
}
