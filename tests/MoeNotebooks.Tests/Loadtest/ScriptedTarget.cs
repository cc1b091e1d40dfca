using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Tests.Loadtest;

/// <summary>An engine whose answers take as long as a script says, by a clock that the test moves.</summary>
internal sealed class ScriptedTarget(TimeProvider time, Func<int, double[]> chunks) : ILoadTarget
{
    private int _asked = -1;
    private int _running;

    public List<int[]> Prompts { get; } = [];

    public int Most { get; private set; }

    /// <summary>
    /// Request n gets a chunk of one token after each of its times, in seconds; without any it fails.
    /// </summary>
    public async Task<LoadAnswer> AskAsync(
        int[] prompt,
        int outputTokens,
        Action onContent,
        CancellationToken cancellation
    )
    {
        lock (Prompts)
        {
            Prompts.Add(prompt);
        }

        Most = Math.Max(Most, Interlocked.Increment(ref _running));
        try
        {
            var times = chunks(Interlocked.Increment(ref _asked));
            foreach (var seconds in times)
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation);
                onContent();
            }

            return times.Length > 0 ? new(prompt.Length, times.Length, 0) : throw new LoadRequestException("no");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
