namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Tells a line of progress, which a cell shows and replaces, from results.</summary>
internal static class ProgressLine
{
    /// <summary>The line, if this output is one.</summary>
    public static string? In(CellOutput output)
    {
        var data = output switch
        {
            CellOutput.Shown { IsResult: false } shown => shown.Data,
            CellOutput.Replaced replaced => replaced.Data,
            _ => null,
        };
        var text = data is { Count: 1 } ? Cell.Text(data["text/plain"]) : string.Empty;
        return text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal) ? text : null;
    }
}
