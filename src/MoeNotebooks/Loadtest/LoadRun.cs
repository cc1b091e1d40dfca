namespace MoeNotebooks.Loadtest;

/// <summary>One step of a load test that has run.</summary>
/// <param name="Setting">What all steps have in common.</param>
/// <param name="Experts">The engine's experts.</param>
/// <param name="Step">The load.</param>
/// <param name="Started">When it began.</param>
/// <param name="Requests">What became of each request.</param>
internal sealed record LoadRun(
    LoadSetting Setting,
    MeasuredExperts Experts,
    LoadStep Step,
    DateTimeOffset Started,
    IReadOnlyList<RequestTiming> Requests
)
{
    /// <summary>What it comes to.</summary>
    public LoadMetrics Metrics { get; } = LoadMetrics.Of(Requests, Setting.Plan.Objectives);

    /// <summary>Answers that are shorter than asked for.</summary>
    public int Short =>
        Requests.Count(request => request.IsComplete && request.OutputTokens < Setting.Plan.OutputTokens);

    /// <summary>Prompts that the engine counted other tokens of than were sent.</summary>
    public IReadOnlyList<RequestTiming> Miscounted =>
        [.. Requests.Where(request => request.IsComplete && request.InputTokens != Setting.Plan.InputTokens)];

    /// <summary>The line of its file.</summary>
    /// <param name="details">Whether it lists every request.</param>
    public BenchServingRow ToRow(bool details)
    {
        var metrics = Metrics;
        var row = new BenchServingRow
        {
            Tag = Experts.Column,
            Backend = Setting.Backend,
            DatasetName = "random-ids",
            RequestRate = Step.Rate ?? double.PositiveInfinity,
            MaxConcurrency = Step.Concurrency,
            RandomInputLen = Setting.Plan.InputTokens,
            RandomOutputLen = Setting.Plan.OutputTokens,
            RandomRangeRatio = 1,
            Duration = metrics.Duration,
            Completed = metrics.Completed,
            Failed = metrics.Failed,
            TotalInputTokens = metrics.InputTokens,
            TotalOutputTokens = metrics.OutputTokens,
            RequestThroughput = metrics.Completed / metrics.Duration,
            InputThroughput = metrics.InputTokens / metrics.Duration,
            OutputThroughput = metrics.OutputTokensPerSecond,
            TotalThroughput = metrics.TokensPerSecond,
            RequestGoodput = metrics.Goodput,
            MeanEndToEnd = metrics.EndToEnd?.Mean,
            MedianEndToEnd = metrics.EndToEnd?.Median,
            StdEndToEnd = metrics.EndToEnd?.Deviation,
            P99EndToEnd = metrics.EndToEnd?.P99,
            MeanTtftMs = metrics.FirstToken?.Mean,
            MedianTtftMs = metrics.FirstToken?.Median,
            StdTtftMs = metrics.FirstToken?.Deviation,
            P99TtftMs = metrics.FirstToken?.P99,
            MeanTpotMs = metrics.PerToken?.Mean,
            MedianTpotMs = metrics.PerToken?.Median,
            StdTpotMs = metrics.PerToken?.Deviation,
            P99TpotMs = metrics.PerToken?.P99,
            MeanItlMs = metrics.BetweenChunks?.Mean,
            MedianItlMs = metrics.BetweenChunks?.Median,
            StdItlMs = metrics.BetweenChunks?.Deviation,
            P95ItlMs = metrics.BetweenChunks?.P95,
            P99ItlMs = metrics.BetweenChunks?.P99,
            Concurrency = metrics.Concurrency,
            Kind = "measured",
            Model = Setting.Model,
            Hardware = Setting.Hardware,
            NumExpertsPerTok = Experts.Active,
            NRoutedExperts = Experts.Kept,
            ExpertsEvidence = Experts.Evidence,
            Slo = Setting.Plan.Objectives?.ToString(),
            TotalChunks = metrics.Chunks,
            CachedTokens = metrics.CachedTokens,
            Warm = metrics.IsWarm,
            Seed = Setting.Plan.Seed,
            ErrorCounts = metrics.Failed > 0 ? metrics.Errors : null,
            Started = Started,
        };
        return details ? WithDetails(row) : row;
    }

    private BenchServingRow WithDetails(BenchServingRow row) =>
        row with
        {
            InputLens = [.. Requests.Select(request => request.InputTokens)],
            OutputLens = [.. Requests.Select(request => request.OutputTokens)],
            Ttfts = [.. Requests.Select(request => request.IsComplete ? request.TimeToFirstToken ?? 0 : 0)],
            Itls = [.. Requests.Select(request => request.IsComplete ? request.Gaps : [])],
            Errors = [.. Requests.Select(request => request.Error ?? string.Empty)],
        };
}
