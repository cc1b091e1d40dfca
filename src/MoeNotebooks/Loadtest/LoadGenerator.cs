using MoeNotebooks.Progress;

namespace MoeNotebooks.Loadtest;

/// <summary>Puts a load on an engine, and notes what became of each request.</summary>
/// <param name="target">The engine.</param>
/// <param name="outputTokens">Tokens of every answer.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadGenerator(ILoadTarget target, int outputTokens, TimeProvider time)
{
    /// <summary>Runs one step to its end.</summary>
    /// <param name="step">The load.</param>
    /// <param name="prompts">One prompt for each request.</param>
    /// <param name="seed">Seed of the arrivals.</param>
    /// <param name="progress">Told of each request that has ended.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<RequestTiming>> RunAsync(
        LoadStep step,
        IReadOnlyList<int[]> prompts,
        int seed,
        IProgressTask progress,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timings = new RequestTiming[prompts.Count];
        var start = time.GetTimestamp();
        async Task One(int request, double? due)
        {
            try
            {
                timings[request] = await AskAsync(prompts[request], start, due, stop.Token);
                progress.Advance();
            }
            catch
            {
                await stop.CancelAsync(); // the others need not finish what will be thrown away
                throw;
            }
        }

        await Task.WhenAll(step.Concurrency is { } concurrency ? Closed(concurrency) : await Open());
        return timings;

        IEnumerable<Task> Closed(int concurrency)
        {
            var next = -1;
            async Task Worker()
            {
                for (
                    var request = Interlocked.Increment(ref next);
                    request < prompts.Count;
                    request = Interlocked.Increment(ref next)
                )
                {
                    await One(request, due: null);
                }
            }

            return [.. Enumerable.Range(0, Math.Min(concurrency, prompts.Count)).Select(_ => Worker())];
        }

        async Task<IEnumerable<Task>> Open()
        {
            var sent = new List<Task>();
            foreach (var (request, due) in step.Arrivals(seed).Index())
            {
                if (due - time.GetElapsedTime(start).TotalSeconds is > 0 and var wait)
                {
                    // Whole ones: never early
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(1e3 * wait)), time, stop.Token)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                sent.Add(One(request, due));
            }

            return sent;
        }
    }

    private async Task<RequestTiming> AskAsync(int[] prompt, long start, double? due, CancellationToken cancellation)
    {
        var clock = new ContentClock(time, start);
        var timing = new RequestTiming { Due = due ?? clock.Now, Finished = 0 };
        try
        {
            var answer = await target.AskAsync(prompt, outputTokens, clock.Tick, cancellation);
            return timing with
            {
                FirstContent = clock.First,
                Finished = clock.Now,
                Gaps = clock.Gaps,
                InputTokens = answer.InputTokens,
                OutputTokens = answer.OutputTokens,
                CachedTokens = answer.CachedTokens,
            };
        }
        catch (LoadRequestException error)
        {
            return timing with
            {
                FirstContent = clock.First,
                Finished = clock.Now,
                Gaps = clock.Gaps,
                Error = error.Message,
            };
        }
    }
}
