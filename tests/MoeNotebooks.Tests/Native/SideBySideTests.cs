using System.Collections.Concurrent;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Native;

public sealed class SideBySideTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    static SideBySideTests() => TorchNative.Prepare();

    [Fact]
    public void Every_piece_is_done_once_with_libtorch_on_one_thread()
    {
        var before = get_num_threads();
        var (done, threads) = (new ConcurrentBag<int>(), new ConcurrentBag<int>());
        SideBySide.Run(50, Piece, together: true, Never);
        done.Order().ShouldBe(Enumerable.Range(0, 50));
        threads.ShouldAllBe(count => count == 1);
        get_num_threads().ShouldBe(before);
        var later = 0;
        var thread = new Thread(() => later = get_num_threads());
        thread.Start();
        thread.Join();
        later.ShouldBe(before); // nor does a thread that comes later find another number

        void Piece(int i)
        {
            using var sum = ones(3); // a first operator must not set the number anew
            done.Add(i);
            threads.Add(get_num_threads());
        }
    }

    [Fact]
    public void One_after_another_they_run_in_order_on_this_thread()
    {
        var (done, here) = (new List<int>(), Environment.CurrentManagedThreadId);
        SideBySide.Run(5, i => done.Add(Environment.CurrentManagedThreadId == here ? i : -1), together: false, Never);
        done.ShouldBe([0, 1, 2, 3, 4]);
        SideBySide.Run(0, _ => throw new InvalidOperationException(), together: true, Never);
    }

    [Fact]
    public void A_failure_is_thrown_as_it_was_and_ends_the_rest()
    {
        var began = 0;
        Should
            .Throw<InvalidDataException>(() => SideBySide.Run(1000, Piece, together: true, Never))
            .Message.ShouldBe("piece 3");
        began.ShouldBeLessThan(1000);

        void Piece(int i)
        {
            Interlocked.Increment(ref began);
            if (i == 3)
            {
                throw new InvalidDataException("piece 3");
            }

            Thread.Sleep(1);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_stops_between_two_pieces(bool together)
    {
        using var stop = new CancellationTokenSource();
        var began = 0;
        Should.Throw<OperationCanceledException>(() => SideBySide.Run(1000, Piece, together, stop.Token));
        began.ShouldBeLessThan(1000);

        void Piece(int i)
        {
            Interlocked.Increment(ref began);
            stop.Cancel();
        }
    }
}
