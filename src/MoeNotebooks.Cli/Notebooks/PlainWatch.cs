namespace MoeNotebooks.Cli.Notebooks;

/// <summary>The run as plain lines: the cells, and the progress that cells show.</summary>
internal sealed class PlainWatch(TextWriter writer) : IRunWatch
{
    private readonly ProgressLines _lines = new(TimeSpan.FromSeconds(10), TimeProvider.System);

    public void CellStarted(int number, int of) => writer.WriteLine($"cell {number} of {of}");

    public void Output(CellOutput output)
    {
        if (_lines.Next(output) is { } line)
        {
            writer.WriteLine("  " + line);
        }
    }

    public void CellEnded(Notebook notebook)
    {
    }
}
