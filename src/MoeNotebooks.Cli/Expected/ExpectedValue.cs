namespace MoeNotebooks.Cli.Expected;

/// <summary>One number that a run should find again.</summary>
/// <param name="Table">The published table.</param>
/// <param name="Row">What its key columns hold, with spaces between.</param>
/// <param name="Column">The column.</param>
/// <param name="Value">The number.</param>
/// <param name="Tolerance">How far off it may be: twice its own standard error where it has one, else half a percent of
/// the column's largest number.</param>
internal sealed record ExpectedValue(string Table, string Row, string Column, double Value, double Tolerance)
{
    public string Name => $"{Table} | {Row} | {Column}";
}
