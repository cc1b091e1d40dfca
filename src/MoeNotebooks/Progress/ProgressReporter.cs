namespace MoeNotebooks.Progress;

/// <summary>The reporters that need no terminal and no notebook.</summary>
public static class ProgressReporter
{
    /// <summary>Shows nothing.</summary>
    public static IProgressReporter Silent { get; } = new SilentReporter();

    /// <summary>
    /// Plain lines, for logs and pipes: one when a step has taken two seconds, then one every ten seconds, and one at
    /// its end.
    /// </summary>
    /// <param name="writer">Where the lines go.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    public static IProgressReporter PlainText(TextWriter writer, TimeProvider? time = null) =>
        new PlainTextReporter(writer, time ?? TimeProvider.System);

    private sealed class SilentReporter : IProgressReporter, IProgressTask
    {
        public IProgressTask Begin(string what, long total, string unit) => this;

        public void Advance(long items = 1) { }

        public void Dispose() { }
    }
}
