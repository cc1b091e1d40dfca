using MoeNotebooks.Cli.Help;
using MoeNotebooks.Progress;
using Spectre.Console;

namespace MoeNotebooks.Cli;

/// <summary>
/// Progress as bars on a terminal: one for each step, shown from its second second on, removed when the last step ends,
/// with a line that says what it came to.
/// </summary>
/// <param name="console">The terminal.</param>
/// <param name="time">The clock.</param>
/// <param name="leavesLines">Whether the line of a step stays when it has ended; not where a table grows
/// meanwhile.</param>
internal sealed class SpectreReporter(IAnsiConsole console, TimeProvider time, bool leavesLines = true)
    : IProgressReporter
{
    private const int RoomForBar = 110; // columns; on a narrower terminal the words come first
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
                _drawing = Task.Factory.StartNew(
                    Draw,
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
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
        if (leavesLines)
        {
            Quietly(() => console.MarkupLineInterpolated($"[grey]{step.State.Line()}[/]"));
        }
    }

    private void Draw() =>
        Quietly(() =>
            console
                .Progress()
                .AutoClear(true)
                .HideCompleted(true)
                .Columns(
                    console.Profile.Width >= RoomForBar
                        ?
                        [
                            new TaskDescriptionColumn { Alignment = Justify.Left },
                            new ProgressBarColumn(),
                            new PercentageColumn(),
                        ]
                        : [new TaskDescriptionColumn { Alignment = Justify.Left }]
                )
                .Start(Redraw)
        );

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
                Update(context, bars, step);
            }

            context.Refresh();
            tick.Wait(100);
        }
    }

    private void Update(ProgressContext context, Dictionary<SpectreStep, ProgressTask> bars, SpectreStep step)
    {
        var width = console.Profile.Width;
        var line = Markup.Escape(width >= RoomForBar ? step.State.Line() : TextWrap.Cut(step.State.Brief(), width - 1));
        if (!bars.TryGetValue(step, out var bar))
        {
            // An empty name is refused
            bars[step] = bar = context.AddTask(line, maxValue: Math.Max(1, step.State.Total));
            bar.IsIndeterminate = step.State.Total <= 0;
        }

        bar.Description = line;
        bar.Value = step.State.Done;
    }

    private SpectreStep[] Steps()
    {
        lock (_gate)
        {
            return [.. _shown];
        }
    }

    /// <summary>A terminal that is closed takes no lines; the work goes on without them.</summary>
    private static void Quietly(Action write)
    {
        try
        {
            write();
        }
        catch (IOException) { }
    }
}
