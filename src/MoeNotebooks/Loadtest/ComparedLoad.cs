using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// One cell of a table of throughputs: as measured by a load test, as the paper has it, and as the cost model predicts
/// it.
/// </summary>
/// <param name="Column">The configuration: <c>na4</c>, <c>ne32</c>.</param>
/// <param name="Concurrency">Requests served together.</param>
/// <param name="Measured">Input and output tokens per second.</param>
/// <param name="Paper">The paper's, on its machine; <see langword="null"/> where it has no such cell.</param>
/// <param name="Predicted">The cost model's, for the paper's machine.</param>
/// <param name="MeasuredSpeedup">Over the table's first column at the same load; <see langword="null"/> where that was
/// not measured.</param>
/// <param name="PaperSpeedup">The paper's.</param>
/// <param name="PredictedSpeedup">The cost model's.</param>
public sealed record ComparedLoad(
    string Column,
    int Concurrency,
    double Measured,
    double? Paper,
    double? Predicted,
    double? MeasuredSpeedup,
    double? PaperSpeedup,
    double? PredictedSpeedup
)
{
    /// <summary>Puts measured closed loops beside a table.</summary>
    /// <param name="results">What was measured; open loops and unlabelled lines are left out, and of equal loads the
    /// last counts.</param>
    /// <param name="table">The table's cells; its first column is the model as trained.</param>
    public static IReadOnlyList<ComparedLoad> Of(IReadOnlyList<LoadResult> results, IReadOnlyList<PaperCell> table)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(table);
        var cells = table.ToDictionary(cell => (cell.Column, cell.Concurrency));
        var trained = table[0].Column;
        var measured = results
            .Where(result => result is { Concurrency: not null, Column: not null })
            .GroupBy(result => (Column: result.Column!, Concurrency: result.Concurrency!.Value))
            .ToDictionary(same => same.Key, same => same.Last().TokensPerSecond);
        return
        [
            .. from load in measured
            let cell = cells.GetValueOrDefault(load.Key)
            let full = cells.GetValueOrDefault((trained, load.Key.Concurrency))
            let atTrained = measured.TryGetValue((trained, load.Key.Concurrency), out var found) ? found : (double?)null
            orderby load.Key.Concurrency, cells
                .Keys.ToList()
                .FindIndex(key => key.Column == load.Key.Column), load.Key.Column
            select new ComparedLoad(
                load.Key.Column,
                load.Key.Concurrency,
                load.Value,
                cell?.Paper,
                cell?.Predicted,
                load.Value / atTrained,
                cell?.Paper / full?.Paper,
                cell?.Predicted / full?.Predicted
            ),
        ];
    }
}
