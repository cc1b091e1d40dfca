using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>What came of one notebook.</summary>
/// <param name="Notebook">The executed notebook.</param>
/// <param name="Run">How the run went.</param>
internal sealed record NotebookOutcome(Notebook Notebook, RunResult Run)
{
    /// <summary>What it published, in order.</summary>
    public IReadOnlyList<PublishedOutput> Published { get; } = [.. PublishedOutput.In(Notebook)];

    public IEnumerable<Verdict> Verdicts =>
        Published.OfType<PublishedOutput.OfVerdict>().Select(output => output.Verdict);

    /// <summary>The CSV files' names and texts; a name that comes twice is numbered.</summary>
    public IEnumerable<(string File, string Csv)> Tables()
    {
        var digits = string.Concat(Notebook.Name.TakeWhile(char.IsAsciiDigit));
        var prefix = digits.Length > 0 ? digits : Notebook.Name;
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in Published.OfType<PublishedOutput.OfTable>())
        {
            var times = seen[table.Name] = seen.GetValueOrDefault(table.Name) + 1;
            yield return ($"{prefix}-{SafeName(table.Name)}{(times > 1 ? $"-{times}" : string.Empty)}.csv", table.Csv);
        }
    }

    /// <summary>A notebook that someone else executed may hold any name.</summary>
    private static string SafeName(string name) =>
        string.Concat(name.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
}
