using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>What the notebooks of a run published: the only thing that scores are made from.</summary>
/// <param name="published">Tables and verdicts, in order.</param>
internal sealed class ScoreSources(IEnumerable<PublishedOutput> published)
{
    private readonly PublishedOutput[] _published = [.. published];
    private readonly Dictionary<string, IReadOnlyList<CsvRow>?> _tables = [];

    public static ScoreSources Of(IEnumerable<NotebookOutcome> outcomes) =>
        new(outcomes.SelectMany(outcome => outcome.Published));

    /// <summary>The rows of a table; <see langword="null"/> where no notebook of this run published it.</summary>
    public IReadOnlyList<CsvRow>? Table(string name)
    {
        if (!_tables.TryGetValue(name, out var rows))
        {
            var found = _published.OfType<PublishedOutput.OfTable>().FirstOrDefault(output => output.Name == name);
            _tables[name] = rows = found is null ? null : CsvTable.Parse(found.Csv);
        }

        return rows;
    }

    /// <summary>The model that a table begins with, which its notebook's other tables are about.</summary>
    public string ModelOf(string table) => Table(table) is [var first, ..] ? first["Model"] : "mini model";

    /// <summary>What a notebook concluded; <see langword="null"/> where none of this run did.</summary>
    /// <param name="figure">The verdict's figure.</param>
    public Agreement? Verdict(string figure) =>
        _published
            .OfType<PublishedOutput.OfVerdict>()
            .FirstOrDefault(output => output.Verdict.Figure == figure)
            ?.Verdict.Agreement;
}
