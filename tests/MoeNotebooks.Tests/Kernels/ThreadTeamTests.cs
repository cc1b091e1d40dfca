using MoeNotebooks.Kernels;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Kernels;

/// <summary>Shares of rows, callers at the same time, failures, and nothing left on the heap.</summary>
public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(7, 3)]
    [InlineData(1000, 1)]
    public void Every_row_is_done_once(int rows, int least)
    {
        var (team, work) = (new ThreadTeam(), new Count(rows));
        for (var time = 1; time <= 200; time++)
        {
            team.Run(work, rows, least);
            work.Times.ShouldAllBe(times => times == time);
        }
    }

    [Fact]
    public void Members_that_fell_asleep_wake_up()
    {
        var (team, work) = (new ThreadTeam(), new Count(64));
        for (var time = 1; time <= 3; time++)
        {
            team.Run(work, 64, 1);
            work.Times.ShouldAllBe(times => times == time);
            TestContext.Current.CancellationToken.WaitHandle.WaitOne(20); // longer than they turn
        }
    }

    [Fact]
    public void Callers_at_the_same_time_get_their_own_rows()
    {
        var team = new ThreadTeam();
        Parallel.For(0, 8, _ =>
        {
            var work = new Count(100);
            for (var time = 1; time <= 100; time++)
            {
                team.Run(work, 100, 1);
                work.Times.ShouldAllBe(times => times == time);
            }
        });
    }

    [Fact]
    public void What_a_row_throws_reaches_the_caller_and_the_team_goes_on()
    {
        var team = new ThreadTeam();
        Should.Throw<InvalidOperationException>(() => team.Run(new Failing(first: true), 64, 1));
        if (get_num_threads() > 1)
        {
            Should.Throw<InvalidOperationException>(() => team.Run(new Failing(first: false), 64, 1));
        }

        var work = new Count(64);
        team.Run(work, 64, 1);
        work.Times.ShouldAllBe(times => times == 1);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        var (team, work) = (new ThreadTeam(), new Count(64));
        team.Run(work, 64, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 100; time++)
        {
            team.Run(work, 64, 1);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private sealed class Count(int rows) : RowWork
    {
        public int[] Times { get; } = new int[rows];

        public override void Run(int from, int end)
        {
            for (var row = from; row < end; row++)
            {
                Times[row]++;
            }
        }
    }

    /// <summary>Fails in the caller's share or in the last one.</summary>
    private sealed class Failing(bool first) : RowWork
    {
        public override void Run(int from, int end)
        {
            if (first ? from == 0 : end == 64)
            {
                throw new InvalidOperationException("a row");
            }
        }
    }
}
