using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MoeNotebooks.Training;

/// <summary>
/// Work side by side on threads that nothing ran on before. OpenMP keeps a number of threads for each thread by itself:
/// a pool's thread that worked for others has theirs, and would add up in another order; a new one has the trainer's.
/// </summary>
internal static class OwnThreads
{
    /// <summary>
    /// Takes items in turn, the first first, until none is left; ends when all are done, with the first error if there
    /// was one.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="count">Threads.</param>
    /// <param name="work">What is done with each.</param>
    public static void ForEach<T>(IEnumerable<T> items, int count, Action<T> work)
    {
        var left = new ConcurrentQueue<T>(items);
        Exception? first = null;
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => new Thread(() =>
                {
                    try
                    {
                        while (left.TryDequeue(out var item))
                        {
                            work(item);
                        }
                    }
                    catch (Exception error) // passed on below: an error that leaves a thread ends the process
                    {
                        Interlocked.CompareExchange(ref first, error, null);
                        left.Clear();
                    }
                })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
