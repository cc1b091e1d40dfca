using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace MoeNotebooks.Kernels;

/// <summary>One thread of a team.</summary>
internal sealed class TeamMember
{
    /// <summary>
    /// How long a member turns before it sleeps: longer than what lies between two products of a step, and short for
    /// who else needs the core.
    /// </summary>
    private static readonly long Patience = Stopwatch.Frequency / 10_000; // 100 microseconds

    private readonly object _bed = new();
    private RowWork? _work;
    private int _from;
    private int _end;
    private int _asked; // pieces of work given
    private int _done; // pieces of work finished
    private int _sleeping; // 1 while the thread sleeps or is about to
    private ExceptionDispatchInfo? _failure;

    public TeamMember()
    {
        var thread = new Thread(Live) { IsBackground = true, Name = "moe rows" };
        thread.Start();
    }

    /// <summary>Gives rows to do.</summary>
    public void Start(RowWork work, int from, int end)
    {
        (_work, _from, _end) = (work, from, end);
        Interlocked.Increment(ref _asked); // a full fence: either the thread sees this, or it is seen sleeping
        if (Volatile.Read(ref _sleeping) == 1)
        {
            lock (_bed)
            {
                Monitor.Pulse(_bed);
            }
        }
    }

    /// <summary>Waits until they are done.</summary>
    public void Finish()
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref _done) != _asked)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Throws what the rows threw.</summary>
    public void Rethrow()
    {
        var failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    private void Live()
    {
        for (var seen = 0; ; seen++)
        {
            WaitFor(seen);
            try
            {
                _work!.Run(_from, _end);
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure); // the caller's to throw
            }

            _work = null;
            Volatile.Write(ref _done, seen + 1);
        }
    }

    private void WaitFor(int seen)
    {
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _asked) == seen)
        {
            if (Stopwatch.GetTimestamp() - since < Patience)
            {
                Thread.SpinWait(8);
                continue;
            }

            Interlocked.Exchange(ref _sleeping, 1);
            lock (_bed)
            {
                while (Volatile.Read(ref _asked) == seen)
                {
                    Monitor.Wait(_bed);
                }
            }

            Volatile.Write(ref _sleeping, 0);
        }
    }
}
