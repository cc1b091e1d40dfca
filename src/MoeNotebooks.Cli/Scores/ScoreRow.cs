using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>One claim of the paper's summary beside what was measured and predicted for it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Paper">The paper's figures (quoted).</param>
/// <param name="Measured">Ours, with their errors; <see langword="null"/> where the notebooks that measure were not
/// run, empty where nothing here can measure it.</param>
/// <param name="Predicted">The cost model's or an equation's; in the same way.</param>
/// <param name="Verdict">How they stand to each other; <see langword="null"/> where nothing that decides it was
/// run.</param>
/// <param name="Command">The command that makes the row.</param>
internal sealed record ScoreRow(
    string Claim,
    IReadOnlyList<Reading> Paper,
    IReadOnlyList<Reading>? Measured,
    IReadOnlyList<Reading>? Predicted,
    Agreement? Verdict,
    string Command
)
{
    public const string NotRun = "not run";

    public string VerdictInWords =>
        Verdict is { } agreement
            ? new Verdict(string.Empty, string.Empty, string.Empty, agreement, default).InWords
            : NotRun;

    /// <summary>A cell, a line per number.</summary>
    public static string Cell(IReadOnlyList<Reading>? readings) =>
        readings switch
        {
            null => NotRun,
            [] => "-",
            _ => string.Join('\n', readings),
        };

    /// <summary>
    /// Agrees where all of several findings do, in part where some do; findings that were not made are left out.
    /// </summary>
    public static Agreement? All(params IEnumerable<bool?> findings)
    {
        bool[] made = [.. findings.OfType<bool>()];
        return made.Length == 0 ? null
            : made.All(holds => holds) ? Agreement.Agrees
            : made.Any(holds => holds) ? Agreement.AgreesInPart
            : Agreement.Disagrees;
    }
}
