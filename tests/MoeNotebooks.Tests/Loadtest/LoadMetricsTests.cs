using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Tests.Loadtest;

public sealed class LoadMetricsTests
{
    private static readonly RequestTiming[] Requests =
    [
        new()
        {
            Due = 0,
            FirstContent = 0.2,
            Finished = 1.2,
            Gaps = [0.5, 0.5],
            InputTokens = 10,
            OutputTokens = 11,
            CachedTokens = 0,
        },
        new()
        {
            Due = 1,
            FirstContent = 1.4,
            Finished = 1.4,
            InputTokens = 10,
            OutputTokens = 1,
            CachedTokens = 1,
        }, // one token: no TPOT
        new()
        {
            Due = 1,
            FirstContent = 1.1,
            Finished = 4,
            Gaps = [2],
            Error = "answered 429",
        },
        new()
        {
            Due = 2,
            Finished = 2,
            Error = "answered 429",
        },
    ];

    [Fact]
    public void By_hand()
    {
        var metrics = LoadMetrics.Of(Requests);

        metrics.Duration.ShouldBe(4);
        (metrics.Completed, metrics.Failed).ShouldBe((2, 2));
        metrics.Errors.ShouldBe(new Dictionary<string, int> { ["answered 429"] = 2 });
        (metrics.InputTokens, metrics.OutputTokens, metrics.Chunks).ShouldBe((20, 12, 4));
        metrics.TokensPerSecond.ShouldBe(8);
        metrics.OutputTokensPerSecond.ShouldBe(3);
        metrics.FirstToken!.Mean.ShouldBe(300, 1e-9);
        metrics.PerToken!.Mean.ShouldBe(100, 1e-9); // (1.2 - 0.2) / 10, of the first alone
        metrics.BetweenChunks!.Mean.ShouldBe(500); // what a failed request saw does not count
        metrics.EndToEnd!.Mean.ShouldBe(800, 1e-9);
        metrics.Concurrency.ShouldBe(1.6 / 4, 1e-9);
        metrics.CachedTokens.ShouldBe(1);
        metrics.IsWarm.ShouldBe(false); // one token each may be the same at every beginning
        metrics.Goodput.ShouldBeNull();
    }

    [Theory]
    [InlineData("ttft=1000", 2)]
    [InlineData("ttft=300", 1)]
    [InlineData("tpot=50", 1)] // one token per answer meets it
    [InlineData("tpot=100.001,e2e=500", 1)]
    [InlineData("ttft=1", 0)]
    public void Goodput_counts_answers_that_meet_all_objectives(string slo, int met) =>
        LoadMetrics.Of(Requests, LoadObjectives.Parse(slo)).Goodput.ShouldBe(met / 4.0);

    [Fact]
    public void A_cache_that_helped_is_told_and_one_that_says_nothing_is_not_cold()
    {
        LoadMetrics.Of([Requests[0] with { CachedTokens = 8 }]).IsWarm.ShouldBe(true);
        LoadMetrics.Of([Requests[0], Requests[1] with { CachedTokens = null }]).IsWarm.ShouldBeNull();
    }

    [Theory]
    [InlineData("ttft")]
    [InlineData("ttft=0")]
    [InlineData("ttft=NaN")]
    [InlineData("latency=3")]
    [InlineData("ttft=3,ttft=4")]
    [InlineData("")]
    public void Objectives_that_are_none_are_refused(string slo) =>
        Should.Throw<MoeNotebooks.Errors.MoeUsageException>(() => LoadObjectives.Parse(slo));
}
