using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Scoring;

[References]
public sealed class TextScorerTests(GoldenModel golden) : IClassFixture<GoldenModel>
{
    private static readonly int[] Ids = [0, .. Enumerable.Range(0, 149).Select(i => 10 + (i * 37 % 900))];

    [Fact]
    public void Windows_predict_every_token_but_the_first_once()
    {
        TextWindows.Cut([1, 2, 3, 4, 5, 6], 2).ShouldBe(new int[][] { [1, 2, 3], [3, 4, 5], [5, 6] });
        TextWindows.Cut([1, 2], 5).ShouldBe(new int[][] { [1, 2] });
        TextWindows.Cut([1, 2, 3], 2).ShouldBe(new int[][] { [1, 2, 3] });
    }

    [Fact]
    public async Task Perplexity_is_what_the_likelihoods_say()
    {
        var windows = TextWindows.Cut(Ids, 40);
        var result = Measure(windows, new TopK(2), divergence: false);
        var scored = await new LocalScorer(golden.Model).ScoreAsync(
            [.. windows.Select(window => new LikelihoodRequest(window[..1], window[1..]))],
            new TopK(2),
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );

        result.Tokens.ShouldBe(149);
        result.Windows.ShouldBe(4);
        result.NegativeLogLikelihood.Value.ShouldBe(-scored.Sum(window => window.LogLikelihood) / 149, 1e-4);
        result.Perplexity.Value.ShouldBe(Math.Exp(result.NegativeLogLikelihood.Value), 1e-9);
        // of a ratio over windows: deviations of their sums from what the mean gives, n / (n - 1), over all tokens
        var off = windows
            .Zip(scored, (window, one) =>
                -one.LogLikelihood - ((window.Length - 1) * result.NegativeLogLikelihood.Value)
            )
            .Sum(deviation => deviation * deviation);
        result.NegativeLogLikelihood.StandardError.ShouldNotBeNull().ShouldBe(Math.Sqrt(off * 4 / 3) / 149, 1e-4);
        result.Divergence.ShouldBeNull();
    }

    [Fact]
    public void The_full_model_does_not_diverge_from_itself_and_fewer_experts_do()
    {
        var windows = TextWindows.Cut(Ids, 64);
        Measure(windows, RoutingPolicy.Trained, divergence: true).Divergence!.Value.ShouldBe(0, 1e-6);
        var one = Measure(windows, new TopK(1), divergence: true).Divergence!.Value;
        var four = Measure(windows, new TopK(4), divergence: true).Divergence!.Value;
        four.ShouldBeGreaterThan(1e-6);
        one.ShouldBeGreaterThan(four);
    }

    [Fact]
    public void Files_that_cannot_be_measured_are_refused()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = new FakeTokenizer(bos: null);
        Should.Throw<MoeMissingException>(() => TextWindows.Read(folder["none.txt"], tokenizer, 8));
        Should
            .Throw<MoeDataException>(() => TextWindows.Read(folder.Write("a.txt", [0xff, 0x41]), tokenizer, 8))
            .Message.ShouldContain("is not UTF-8");
        Should
            .Throw<MoeDataException>(() => TextWindows.Read(folder.Write("a.txt", "x"), tokenizer, 8))
            .Message.ShouldContain("has 1 tokens, at least 2");
    }

    private TextResult Measure(IReadOnlyList<int[]> windows, RoutingPolicy policy, bool divergence) =>
        new TextScorer(golden.Model, new ScoringOptions { TokensInBatch = 100 }).Measure(
            windows,
            policy,
            divergence,
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );
}
