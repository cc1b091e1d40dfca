using MoeNotebooks.Progress;
using Spectre.Console;

namespace MoeNotebooks.Cli;

/// <summary>Progress as bars on a terminal: one a step, shown from its second second on, removed when the last step ends.</summary>
/// <param name="console">The terminal.</param>
/// <param name="time">The clock.</param>
internal sealed class SpectreReporter(IAnsiConsole console, TimeProvider time) : IProgressReporter
{
    private readonly Lock _gate = new();
    private readonly List<SpectreStep> _shown = [];
    private Task _drawing = Task.CompletedTask;

    public IProgressTask Begin(string what, long total, string unit) =>
        new SpectreStep(new ProgressState(what, total, unit, time), time, Show, Hide);

    private void Show(SpectreStep step)
    {
        lock (_gate)
        {
            _shown.Add(step);
            if (_shown.Count == 1)
            {
                _drawing = Task.Factory.StartNew(Draw, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    private void Hide(SpectreStep step)
    {
        Task? last;
        lock (_gate)
        {
            last = _shown.Remove(step) && _shown.Count == 0 ? _drawing : null;
        }

        last?.Wait(); // the terminal is the caller's again
        console.MarkupLineInterpolated($"[grey]{step.State.Line()}[/]");
    }

    private void Draw() => console.Progress()
        .AutoClear(true)
        .HideCompleted(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
        .Start(Redraw);

    private void Redraw(ProgressContext context)
    {
        var bars = new Dictionary<SpectreStep, ProgressTask>();
        using var tick = new ManualResetEventSlim();
        for (var steps = Steps(); steps.Length > 0; steps = Steps())
        {
            foreach (var gone in bars.Keys.Except(steps).ToArray())
            {
                bars[gone].StopTask();
                bars.Remove(gone);
            }

            foreach (var step in steps)
            {
                if (!bars.TryGetValue(step, out var bar))
                {
                    bars[step] = bar = context.AddTask(string.Empty, maxValue: Math.Max(1, step.State.Total));
                    bar.IsIndeterminate = step.State.Total <= 0;
                }

                bar.Description = Markup.Escape(step.State.Line());
                bar.Value = step.State.Done;
            }

            context.Refresh();
            tick.Wait(100);
        }
    }

    private SpectreStep[] Steps()
    {
        lock (_gate)
        {
            return [.. _shown];
        }
    }
}
