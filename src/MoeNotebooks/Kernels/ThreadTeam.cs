using static TorchSharp.torch;

namespace MoeNotebooks.Kernels;

/// <summary>
/// Threads that stay, each with its own share of the rows: the caller takes the first share, members the others. A
/// member waits for the next work turning for a moment, because in a decode step it comes within microseconds, and then
/// sleeps.
/// </summary>
/// <remarks>
/// As many threads work as libtorch is set to use. Members are background threads: none keeps a process alive, and what
/// a stopped process leaves undone nobody waits for. A caller that finds the team at work does all rows itself; results
/// do not depend on who computes a row. Nothing is allocated per call.
/// </remarks>
internal sealed class ThreadTeam
{
    private readonly Lock _gate = new();
    private TeamMember[] _members = [];

    /// <summary>The process's team; its threads start when they are first needed.</summary>
    public static ThreadTeam Shared { get; } = new();

    /// <summary>Does all rows of some work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="least">Rows that are worth a thread's while.</param>
    public void Run(RowWork work, int rows, int least)
    {
        var threads = Math.Min(get_num_threads(), rows / Math.Max(1, least));
        if (threads <= 1 || !_gate.TryEnter())
        {
            work.Run(0, rows);
            return;
        }

        try
        {
            Together(work, rows, threads);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Together(RowWork work, int rows, int threads)
    {
        Grow(threads - 1);
        var members = _members.AsSpan(0, threads - 1);
        for (var i = 0; i < members.Length; i++)
        {
            members[i].Start(work, Share(rows, i + 1, threads), Share(rows, i + 2, threads));
        }

        try
        {
            work.Run(0, Share(rows, 1, threads));
        }
        finally
        {
            foreach (var member in members)
            {
                member.Finish(); // what members use is the caller's: it stays until they are done
            }
        }

        foreach (var member in members)
        {
            member.Rethrow();
        }
    }

    private static int Share(int rows, int index, int threads) => (int)((long)rows * index / threads);

    private void Grow(int members)
    {
        if (_members.Length < members)
        {
            _members =
            [
                .. _members,
                .. Enumerable.Range(_members.Length, members - _members.Length).Select(_ => new TeamMember()),
            ];
        }
    }
}
