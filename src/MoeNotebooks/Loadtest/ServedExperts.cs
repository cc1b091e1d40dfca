using System.Globalization;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// Whether an engine runs with the experts that it is said to run with, by what it reports; a claim that nothing bears
/// out is refused.
/// </summary>
internal static partial class ServedExperts
{
    private const string Help =
        "Start the engine with the override and a way to see it: environment/README.md; or give its log with --log";

    /// <summary>Finds who bears a claim out.</summary>
    /// <param name="claim">What is claimed: experts per token, or experts kept.</param>
    /// <param name="count">The number claimed.</param>
    /// <param name="texts">What the engine reports, with where it stands.</param>
    /// <returns>Where it stands: <c>num_experts_per_tok 4 in /server_info</c>.</returns>
    /// <exception cref="MoeDataException">Nothing says so, or something says otherwise.</exception>
    public static string Evidence(ExpertClaim claim, int count, IEnumerable<(string Source, string Text)> texts)
    {
        var pattern = claim == ExpertClaim.Active ? Active() : Kept();
        var found = (
            from text in texts
            from match in pattern.Matches(text.Text)
            select (Name: match.Groups["name"].Value, Count: match.Groups["count"].Value, text.Source)
        )
            .Distinct()
            .ToArray();
        var asked = count.ToString(CultureInfo.InvariantCulture);
        return found switch
        {
            [] => throw new MoeDataException(
                "engine",
                claim == ExpertClaim.Active ? "experts per token" : "experts kept",
                $"are said to be {count}, and nothing that it reports says so",
                Help
            ),
            _ when found.FirstOrDefault(one => one.Count != asked) is { Count: { } other } wrong =>
                throw new MoeDataException(
                    "engine",
                    wrong.Source,
                    $"{wrong.Name} is {other}, said to be {count}",
                    Help
                ),
            [var first, ..] => $"{first.Name} {first.Count} in {first.Source}",
        };
    }

    // As JSON, as JSON within a JSON text, as Python shows a dictionary or an argument.
    [GeneratedRegex("""(?<![A-Za-z_])(?<name>num_experts_per_tok)[\\"']*\s*[:=]\s*(?<count>\d{1,9})""")]
    private static partial Regex Active();

    [GeneratedRegex(
        """(?<![A-Za-z_])(?<name>n_routed_experts|num_local_experts|num_experts)[\\"']*\s*[:=]\s*(?<count>\d{1,9})"""
    )]
    private static partial Regex Kept();
}
