using MoeNotebooks.Results;

namespace MoeNotebooks.Verdicts;

/// <summary>A claim of several parts, of which each was found to hold, was found not to, or is undecided.</summary>
internal static class Parts
{
    /// <summary>
    /// Agrees where all parts hold, and in part where some do. Disagrees where none was found to hold and one was found
    /// not to: whatever the undecided ones are, the claim as it stands is refuted and nothing speaks for it. Undecided
    /// where nothing was shown.
    /// </summary>
    /// <param name="parts">Whether each holds; <see langword="null"/> where that is undecided.</param>
    public static Agreement Together(params IReadOnlyCollection<bool?> parts) =>
        parts.Count > 0 && parts.All(part => part is true) ? Agreement.Agrees
        : parts.Any(part => part is true) ? Agreement.AgreesInPart
        : parts.Any(part => part is false) ? Agreement.Disagrees
        : Agreement.Undecided;
}
