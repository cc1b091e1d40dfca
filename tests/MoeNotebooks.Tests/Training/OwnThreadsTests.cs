using System.Collections.Concurrent;
using MoeNotebooks.Training;

namespace MoeNotebooks.Tests.Training;

public sealed class OwnThreadsTests
{
    [Fact]
    public void WhatAThreadHeldBeforeIsNotThere()
    {
        using var held = new ThreadLocal<int>();
        using var both = new Barrier(2); // so that each thread takes one
        var seen = new ConcurrentBag<(int Item, int Held)>();

        for (var step = 0; step < 3; step++) // a pool would give a thread of the first step again
        {
            OwnThreads.ForEach([1, 2], 2, item =>
            {
                seen.Add((item, held.Value));
                held.Value = 1;
                both.SignalAndWait();
            });
        }

        Assert.Equal([1, 1, 1, 2, 2, 2], seen.Select(s => s.Item).Order());
        Assert.All(seen, s => Assert.Equal(0, s.Held));
    }

    [Fact]
    public void AnErrorReachesTheCallerAndEndsTheWork()
    {
        var done = 0;

        var error = Assert.Throws<InvalidOperationException>(() =>
            OwnThreads.ForEach(Enumerable.Range(0, 100), 1, item =>
            {
                done++;
                if (item == 2)
                {
                    throw new InvalidOperationException("the third");
                }
            })
        );

        Assert.Equal("the third", error.Message);
        Assert.Equal(3, done);
    }
}
