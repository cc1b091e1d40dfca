namespace MoeNotebooks.Progress;

/// <summary>Progress as plain lines.</summary>
internal sealed class PlainTextReporter(TextWriter writer, TimeProvider time) : IProgressReporter
{
    public IProgressTask Begin(string what, long total, string unit) =>
        new Step(writer, time, new ProgressState(what, total, unit, time));

    private sealed class Step(TextWriter writer, TimeProvider time, ProgressState state) : IProgressTask
    {
        private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
        private readonly Lock _gate = new();
        private readonly long _started = time.GetTimestamp();
        private TimeSpan _next = FirstAfter;
        private bool _unsaid; // whether more was done than the last line says
        private bool _ended;

        public void Advance(long items = 1)
        {
            lock (_gate)
            {
                state.Advance(items);
                _unsaid = true;
                var elapsed = time.GetElapsedTime(_started);
                if (elapsed >= _next)
                {
                    _next = elapsed + Every;
                    _unsaid = false;
                    writer.WriteLine(state.Line());
                }
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                if (!_ended && _unsaid && _next != FirstAfter)
                {
                    writer.WriteLine(state.Line());
                }

                _ended = true;
            }
        }
    }
}
