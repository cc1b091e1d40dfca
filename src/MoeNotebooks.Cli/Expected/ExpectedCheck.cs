using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Cli.Expected;

/// <summary>A run beside what was committed as its expected values.</summary>
/// <param name="Compared">Numbers and verdicts that were compared.</param>
/// <param name="Departures">Those that were found otherwise.</param>
/// <param name="NotCompared">Notebooks that were run with other parameters, or failed, or have no expected
/// values.</param>
internal sealed record ExpectedCheck(
    int Compared,
    IReadOnlyList<Departure> Departures,
    IReadOnlyList<string> NotCompared
)
{
    /// <summary>Compares every notebook that ran through with its default parameters.</summary>
    /// <param name="folder">The folder of expected values.</param>
    /// <param name="outcomes">The run.</param>
    public static ExpectedCheck Of(string folder, IReadOnlyList<NotebookOutcome> outcomes)
    {
        var (compared, departures, others) = (0, new List<Departure>(), new List<string>());
        foreach (var outcome in outcomes)
        {
            if (
                !IsDefault(outcome)
                || ExpectedResults.Read(ExpectedResults.File(folder, outcome.Notebook.Name)) is not { } expected
            )
            {
                others.Add(outcome.Notebook.Name);
                continue;
            }

            compared += expected.Verdicts.Count + expected.Values.Count;
            departures.AddRange(Departure.Between(expected, ExpectedResults.Of(outcome)));
        }

        return new(compared, departures, others);
    }

    /// <summary>Commits what a run found as what others should find.</summary>
    /// <returns>The files written.</returns>
    public static IReadOnlyList<string> Update(string folder, IReadOnlyList<NotebookOutcome> outcomes)
    {
        var files = new List<string>();
        foreach (var outcome in outcomes.Where(IsDefault))
        {
            files.Add(ExpectedResults.File(folder, outcome.Notebook.Name));
            ExpectedResults.Of(outcome).Write(files[^1]);
        }

        return files;
    }

    public IEnumerable<string> Lines()
    {
        if (Compared > 0)
        {
            yield return Departures.Count == 0
                ? $"All {Compared} expected values and verdicts were found again."
                : $"{Departures.Count} of {Compared} expected values and verdicts were not found again:";
        }

        foreach (var departure in Departures)
        {
            yield return "  " + departure;
        }

        if (NotCompared.Count > 0)
        {
            yield return $"Not compared (other parameters, not finished, or nothing expected): {string.Join(", ", NotCompared)}";
        }
    }

    /// <summary>Whether a notebook ran through, with the parameters that stand in it.</summary>
    private static bool IsDefault(NotebookOutcome outcome) =>
        outcome.Run.Status == RunStatus.Finished && !NotebookParameters.AreGiven(outcome.Notebook);
}
