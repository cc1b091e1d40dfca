namespace MoeNotebooks.Loadtest;

/// <summary>
/// What the requests of one step come to, by the definitions of SGLang's <c>bench_serving</c>; failed ones are only
/// counted.
/// </summary>
internal sealed record LoadMetrics
{
    /// <summary>Seconds from the beginning of the step to the end of the last request.</summary>
    public required double Duration { get; init; }

    /// <summary>Answers that came to their end.</summary>
    public required int Completed { get; init; }

    /// <summary>Why requests failed, and how many for each reason.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>Tokens of the completed requests' prompts.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens of their answers.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Chunks with content that the answers came in.</summary>
    public required long Chunks { get; init; }

    /// <summary>
    /// Tokens that came from a prefix cache; <see langword="null"/> where an engine does not say of all its answers.
    /// </summary>
    public required long? CachedTokens { get; init; }

    /// <summary>From when a request was due to its end.</summary>
    public required TimeSummary? EndToEnd { get; init; }

    /// <summary>Time to the first token (TTFT).</summary>
    public required TimeSummary? FirstToken { get; init; }

    /// <summary>Time per token after the first (TPOT; aiperf calls it inter token latency).</summary>
    public required TimeSummary? PerToken { get; init; }

    /// <summary>Between two chunks, over the chunks of all answers (ITL).</summary>
    public required TimeSummary? BetweenChunks { get; init; }

    /// <summary>Requests under way on average, by Little's law.</summary>
    public required double Concurrency { get; init; }

    /// <summary>
    /// Answers per second that met the objectives (goodput); <see langword="null"/> where there are none.
    /// </summary>
    public double? Goodput { get; init; }

    /// <summary>Requests that failed.</summary>
    public int Failed => Errors.Values.Sum();

    /// <summary>Input and output tokens per second, the paper's throughput.</summary>
    public double TokensPerSecond => (InputTokens + OutputTokens) / Duration;

    /// <summary>Output tokens per second.</summary>
    public double OutputTokensPerSecond => OutputTokens / Duration;

    /// <summary>
    /// Whether a prefix cache helped: more tokens came from it than one per request, which a beginning-of-sequence
    /// token explains. <see langword="null"/> where the engine does not say.
    /// </summary>
    public bool? IsWarm => CachedTokens is { } cached ? cached > Completed : null;

    /// <summary>Sums up.</summary>
    /// <param name="requests">What became of each request.</param>
    /// <param name="objectives">What an answer must meet to count for goodput.</param>
    public static LoadMetrics Of(IReadOnlyList<RequestTiming> requests, LoadObjectives? objectives = null)
    {
        ArgumentNullException.ThrowIfNull(requests);
        RequestTiming[] done = [.. requests.Where(request => request.IsComplete)];
        var duration = requests.Count == 0 ? 0 : requests.Max(request => request.Finished);
        return new()
        {
            Duration = duration,
            Completed = done.Length,
            Errors = requests.Where(request => !request.IsComplete).CountBy(request => request.Error!).ToDictionary(),
            InputTokens = done.Sum(request => (long)request.InputTokens),
            OutputTokens = done.Sum(request => (long)request.OutputTokens),
            Chunks = done.Sum(request => request.Gaps.Count + (request.FirstContent is null ? 0L : 1L)),
            CachedTokens =
                done.Length > 0 && done.All(request => request.CachedTokens is not null)
                    ? done.Sum(request => (long)request.CachedTokens!.Value)
                    : null,
            EndToEnd = TimeSummary.Of(done.Select(request => request.Latency)),
            FirstToken = TimeSummary.Of(done.Select(request => request.TimeToFirstToken).OfType<double>()),
            PerToken = TimeSummary.Of(done.Select(request => request.TimePerOutputToken).OfType<double>()),
            BetweenChunks = TimeSummary.Of(done.SelectMany(request => request.Gaps)),
            Concurrency = done.Sum(request => request.Latency) / duration,
            Goodput = objectives is null ? null : requests.Count(objectives.Met) / duration,
        };
    }
}
