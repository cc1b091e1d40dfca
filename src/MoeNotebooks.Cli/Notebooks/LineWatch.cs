namespace MoeNotebooks.Cli.Notebooks;

/// <summary>The run as one line that changes: the notebook, the cell, and the progress that the cell shows.</summary>
/// <param name="name">The notebook's name.</param>
/// <param name="every">The shortest time between two lines.</param>
/// <param name="time">The clock.</param>
/// <param name="show">Shows a line.</param>
internal sealed class LineWatch(string name, TimeSpan every, TimeProvider time, Action<string> show) : IRunWatch
{
    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();
    private string _cell = string.Empty;

    public void CellStarted(int number, int of)
    {
        lock (_gate)
        {
            _cell = $"{name}: cell {number} of {of}";
            Show(string.Empty);
        }
    }

    public void Output(CellOutput output)
    {
        if (ProgressLine.In(output) is { } line)
        {
            lock (_gate)
            {
                Show("  " + line);
            }
        }
    }

    public void CellEnded(Notebook notebook) { }

    private void Show(string progress)
    {
        if (time.GetElapsedTime(_last) >= every)
        {
            _last = time.GetTimestamp();
            show(_cell + progress);
        }
    }
}
