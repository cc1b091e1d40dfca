using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Native;

/// <summary>
/// Independent pieces of work on as many threads as libtorch has, each with libtorch on one thread. Operators on small
/// tensors are so short that two threads of one operator mostly wait for each other; two operators side by side do not.
/// </summary>
internal static class SideBySide
{
    /// <summary>Runs all pieces, the first ones first, and waits for them.</summary>
    /// <param name="count">Pieces.</param>
    /// <param name="piece">Does one; opens its own dispose scope, and touches nothing that another writes.</param>
    /// <param name="together">Whether pieces run side by side; else one after another on this thread, with all of
    /// libtorch's.</param>
    /// <param name="cancellation">Stops between two pieces.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Run(int count, Action<int> piece, bool together, CancellationToken cancellation)
    {
        if (!together)
        {
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                piece(i);
            }

            return;
        }

        var threads = get_num_threads();
        var (next, failure) = (-1, (ExceptionDispatchInfo?)null);
        using var ready = new CountdownEvent(Math.Max(1, Math.Min(threads, count)));
        var workers = Enumerable
            .Range(0, ready.InitialCount)
            .Select(_ => new Thread(Work) { IsBackground = true, Name = "side by side" })
            .ToArray();
        Array.ForEach(workers, worker => worker.Start());
        ready.Wait(CancellationToken.None);
        set_num_threads(threads); // what threads that come later begin with; the workers have their own number already
        Array.ForEach(workers, worker => worker.Join());
        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();

        void Work()
        {
            _ = get_num_threads(); // libtorch sets a thread's number when it is first asked: not after this
            set_num_threads(1);
            ready.Signal();
            try
            {
                for (
                    int i;
                    failure is null
                        && !cancellation.IsCancellationRequested
                        && (i = Interlocked.Increment(ref next)) < count;

                )
                {
                    piece(i);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }
    }
}
