using MoeNotebooks.Progress;

namespace MoeNotebooks.Notebooks;

/// <summary>Progress as one line of a cell's output that is replaced as the step goes on.</summary>
/// <param name="display">Shows a text and returns what replaces it.</param>
/// <param name="time">The clock.</param>
internal sealed class NotebookReporter(Func<string, Action<string>> display, TimeProvider time) : IProgressReporter
{
    public IProgressTask Begin(string what, long total, string unit) =>
        new Step(display, time, new ProgressState(what, total, unit, time));

    private sealed class Step(Func<string, Action<string>> display, TimeProvider time, ProgressState state)
        : IProgressTask
    {
        private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);
        private readonly Lock _gate = new();
        private readonly long _started = time.GetTimestamp();

        /// <summary>
        /// The host finds the running cell by the flow of execution, which a worker thread may not have.
        /// </summary>
        private readonly ExecutionContext? _cell = ExecutionContext.Capture();
        private TimeSpan _next = FirstAfter;
        private Action<string>? _replace;
        private bool _ended;

        public void Advance(long items = 1)
        {
            state.Advance(items);
            lock (_gate)
            {
                var elapsed = time.GetElapsedTime(_started);
                if (!_ended && elapsed >= _next)
                {
                    _next = elapsed + Every;
                    InCell(Show);
                }
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (!_ended && _replace is not null)
                {
                    InCell(Show);
                }

                _ended = true;
            }
        }

        private void Show()
        {
            var line = ProgressBar.Draw(state) + state.Line();
            if (_replace is null)
            {
                _replace = display(line);
            }
            else
            {
                _replace(line);
            }
        }

        private void InCell(Action act)
        {
            if (_cell is null)
            {
                act();
            }
            else
            {
                ExecutionContext.Run(_cell, static state => ((Action)state!)(), act);
            }
        }
    }
}
