using System.Net;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Evaluation.Remote;

public sealed class OpenAiScorerTests
{
    private const string Key = "sk-marker-5f1d";

    private static readonly LikelihoodRequest[] Requests =
    [
        .. Enumerable.Range(0, 40).Select(i => new LikelihoodRequest([1, 2, 3 + (i / 4)], [10 + i, 5 * i])),
    ];

    [Theory]
    [InlineData("echo")]
    [InlineData("prompt_logprobs")]
    [InlineData("sglang")]
    public async Task Every_dialect_gives_the_models_own_numbers(string dialect)
    {
        using var engine = new FakeEngine(dialect);

        (await ScoreAsync(Requests, engine)).ShouldBe(Requests.Select(Expected));
    }

    [Fact]
    public async Task Equal_requests_are_asked_once_and_order_is_kept()
    {
        using var engine = new FakeEngine();
        LikelihoodRequest[] twice = [.. Requests, .. Requests.Reverse()];

        (await ScoreAsync(twice, engine)).ShouldBe(twice.Select(Expected));
        engine.Requests.ShouldBe(Requests.Length + 1); // and one to find out how to ask
    }

    [Fact]
    public async Task Busy_failing_silent_and_broken_answers_are_asked_again()
    {
        using var engine = new FakeEngine();
        // A prime period: requests that go round in step do not meet the same fault each time.
        engine.Fault = async (n, context) =>
            (n % 13) switch
            {
                1 => await Busy(context),
                2 => await Status(context, 500, "oops"),
                3 => await Stall(),
                4 => Reset(context),
                _ => false,
            };

        (await ScoreAsync(Requests, engine, options => options with { Retries = 12 })).ShouldBe(
            Requests.Select(Expected)
        );
    }

    [Fact]
    public async Task Two_engines_share_the_work_and_one_takes_over_when_the_other_dies()
    {
        using FakeEngine good = new(),
            dying = new();
        dying.Fault = (n, context) => n < 10 ? Task.FromResult(false) : Status(context, 503, "going down");

        (
            await ScoreAsync(Requests, good, options =>
                options with
                {
                    BaseUrls = [good.BaseUrl, dying.BaseUrl],
                    Concurrency = 2,
                    Retries = 1,
                }
            )
        ).ShouldBe(Requests.Select(Expected));
        good.Requests.ShouldBeGreaterThan(10);
        dying.Requests.ShouldBeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public async Task When_no_engine_answers_every_one_is_named()
    {
        using FakeEngine first = new(),
            second = new();
        first.Fault = (_, context) => Status(context, 503, "full " + Key);
        second.Dispose();

        var error = await Should.ThrowAsync<MoeMissingException>(() =>
            ScoreAsync(Requests, first, options =>
                options with
                {
                    BaseUrls = [first.BaseUrl, second.BaseUrl],
                    Retries = 1,
                }
            )
        );
        error.Message.ShouldContain($"{first.BaseUrl} answered 503: full ***");
        error.Message.ShouldContain($"{second.BaseUrl} Connection refused");
    }

    [Fact]
    public async Task The_key_goes_in_the_header_and_nowhere_else()
    {
        using var engine = new FakeEngine();
        engine.Fault = (_, context) => Status(context, 401, $"bad key {Key}");

        var error = await Should.ThrowAsync<MoeDataException>(() => ScoreAsync(Requests, engine));
        error.ToString().ShouldNotContain(Key);
        error.Message.ShouldContain("refuses the key (401): bad key ***");
        engine.Keys.ShouldAllBe(sent => sent == "Bearer " + Key);
        engine.Bodies.ShouldAllBe(body => !body.Contains(Key, StringComparison.Ordinal));
        Options(engine).ToString().ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using FakeEngine engine = new(),
            elsewhere = new();
        engine.Fault = (_, context) =>
        {
            context.Response.RedirectLocation = elsewhere.BaseUrl.AbsoluteUri;
            return Status(context, 307, "moved");
        };

        await Should.ThrowAsync<MoeDataException>(() => ScoreAsync(Requests, engine));
        elsewhere.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("llama.cpp")] // log-likelihoods of the generated token only
    [InlineData("bos")] // a token added in front: every place would be off by one
    public async Task An_engine_that_does_not_answer_the_question_is_an_error_and_not_a_number(string dialect)
    {
        using var engine = new FakeEngine(dialect);

        (await Should.ThrowAsync<MoeDataException>(() => ScoreAsync(Requests, engine))).Message.ShouldContain(
            "gives no log-likelihoods of a prompt; tried echo with logprobs (200, without them), prompt_logprobs (200, without them), "
                + "SGLang's /generate (404: not found). Use an engine that does"
        );
    }

    [Fact]
    public async Task A_web_page_in_place_of_an_answer_is_an_error()
    {
        using var engine = new FakeEngine();
        engine.Fault = (n, context) => n < 20 ? Task.FromResult(false) : Status(context, 200, "<html>welcome</html>");

        (await Should.ThrowAsync<MoeDataException>(() => ScoreAsync(Requests, engine))).Message.ShouldContain(
            "answers 200 to a prompt of 5 tokens: <html>welcome</html>"
        );
    }

    [Fact]
    public async Task Cancelling_stops_at_once()
    {
        using var engine = new FakeEngine();
        engine.Fault = (_, _) => Stall();
        using var stop = new CancellationTokenSource(200);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            ScoreAsync(Requests, engine, options => options with { Timeout = TimeSpan.FromMinutes(1) }, stop.Token)
        );
    }

    [Fact]
    public async Task A_policy_that_the_engine_does_not_serve_is_refused()
    {
        using var engine = new FakeEngine();
        using var scorer = new OpenAiScorer(Options(engine) with { ServedPolicy = new TopK(4) });

        (
            await Should.ThrowAsync<MoeUsageException>(() =>
                scorer.ScoreAsync(Requests, new TopK(3), ProgressReporter.Silent, TestContext.Current.CancellationToken)
            )
        ).Message.ShouldContain("k=3 is not what the engine was started with (k=4)");
        (
            await scorer.ScoreAsync(
                Requests,
                new TopK(4),
                ProgressReporter.Silent,
                TestContext.Current.CancellationToken
            )
        ).Count.ShouldBe(Requests.Length);
    }

    [Fact]
    public async Task Long_contexts_are_cut_from_the_left()
    {
        using var engine = new FakeEngine();
        var request = new LikelihoodRequest([.. Enumerable.Range(1, 50)], [7, 9]);

        (await ScoreAsync([request], engine, options => options with { MaxLength = 12 })).ShouldBe([
            Expected(new LikelihoodRequest([.. Enumerable.Range(42, 9)], [7, 9])),
        ]); // 11 tokens and the one that is generated
    }

    [Fact]
    public async Task An_engine_that_is_down_is_found_out_once()
    {
        using var engine = new FakeEngine();
        engine.Fault = (_, context) => Status(context, 503, "starting");
        await Should.ThrowAsync<MoeMissingException>(() =>
            ScoreAsync(Requests, engine, options => options with { Concurrency = 16, Retries = 3 })
        );
        engine.Requests.ShouldBe(4); // one worker's attempts, not sixteen workers'
    }

    [Fact]
    public async Task An_engine_that_goes_down_stops_all_who_wait_for_it()
    {
        using var engine = new FakeEngine();
        engine.Fault = (n, context) =>
            n < 10 ? Task.FromResult(false)
            : n == 10 ? Status(context, 503, "going down")
            : Stall();
        var error = await Should.ThrowAsync<MoeMissingException>(() =>
            ScoreAsync(Requests, engine, options =>
                options with
                {
                    Concurrency = 8,
                    Retries = 0,
                    Timeout = TimeSpan.FromMinutes(10),
                    Patience = TimeSpan.FromMinutes(10),
                }
            )
        );
        error.Message.ShouldContain("answered 503: going down");
    }

    [Fact]
    public async Task A_silent_engine_is_down_when_patience_ends()
    {
        using var engine = new FakeEngine();
        engine.Fault = (_, _) => Stall();
        var error = await Should.ThrowAsync<MoeMissingException>(() =>
            ScoreAsync(Requests, engine, options =>
                options with
                {
                    Retries = 100,
                    Timeout = TimeSpan.FromSeconds(0.2),
                    Patience = TimeSpan.FromSeconds(0.7),
                }
            )
        );
        error.Message.ShouldContain("did not answer within 0.7 s");
    }

    [Theory]
    [InlineData(
        """{"choices":[{"logprobs":{"token_logprobs":[null,-1,0.5,-2,-1]}}]}""",
        "gives a log-likelihood of 0.5, above 0"
    )]
    [InlineData("""{"choices":[{"logprobs":{"token_logprobs":[null,0.0,0.0,0.0,0.0]}}]}""", "gives 0 for all 4 tokens")]
    public async Task Impossible_answers_are_refused(string body, string problem)
    {
        using var engine = new FakeEngine();
        engine.Fault = (_, context) => Status(context, 200, body);
        (await Should.ThrowAsync<MoeDataException>(() => ScoreAsync(Requests, engine))).Message.ShouldContain(problem);
    }

    [Fact]
    public async Task The_choice_is_found_by_its_index_and_greedy_is_unknown_without_top_logprobs()
    {
        using var engine = new FakeEngine();
        const string Body = """
            {"choices":[{"index":1,"logprobs":{"token_logprobs":[null,-9,-9,-9,-9],"top_logprobs":null}},
                        {"index":0,"logprobs":{"token_logprobs":[null,-1,-1,-2,-3],"top_logprobs":null}}]}
            """;
        engine.Fault = (_, context) => Status(context, 200, Body);
        (await ScoreAsync([new([1, 2, 3], [4, 5])], engine)).ShouldBe([new(-5, null)]);
    }

    [Fact]
    public void A_key_with_a_line_break_is_refused_and_not_shown()
    {
        using var engine = new FakeEngine();
        var error = Should.Throw<MoeUsageException>(() => new OpenAiScorer(Options(engine) with { ApiKey = "sk-1\n" }));
        error.Message.ShouldContain("OPENAI_API_KEY) holds a line break");
        error.Message.ShouldNotContain("sk-1");
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        var error = Should.Throw<MoeUsageException>(() =>
            new OpenAiScorer(
                new OpenAiOptions
                {
                    BaseUrls = [new("ftp://host/v1"), new("http://me:secret@host/v1?key=secret")],
                    Model = " ",
                    Concurrency = 0,
                    Timeout = TimeSpan.Zero,
                }
            )
        );

        error.Message.ShouldContain("5 problems");
        error.Message.ShouldNotContain("secret");
    }

    private static OpenAiOptions Options(FakeEngine engine) =>
        new()
        {
            BaseUrls = [engine.BaseUrl],
            Model = "fake",
            ApiKey = Key,
            Concurrency = 8,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Timeout = TimeSpan.FromSeconds(1.5),
        };

    private static async Task<IReadOnlyList<LikelihoodResult>> ScoreAsync(
        LikelihoodRequest[] requests,
        FakeEngine engine,
        Func<OpenAiOptions, OpenAiOptions>? with = null,
        CancellationToken? stop = null
    )
    {
        using var scorer = new OpenAiScorer((with ?? (options => options))(Options(engine)));
        return await scorer.ScoreAsync(
            requests,
            RoutingPolicy.Trained,
            ProgressReporter.Silent,
            stop ?? TestContext.Current.CancellationToken
        );
    }

    private static LikelihoodResult Expected(LikelihoodRequest request)
    {
        var scores = FakeEngine.MadeUp([.. request.Context, .. request.Continuation])[^request.Continuation.Length..];
        return new(scores.Sum(score => score.LogLikelihood), scores.All(score => score.LogLikelihood >= score.Best));
    }

    private static Task<bool> Busy(HttpListenerContext context)
    {
        context.Response.Headers["Retry-After"] = "0";
        return Status(context, 429, "slow down");
    }

    private static async Task<bool> Status(HttpListenerContext context, int status, string body)
    {
        await FakeEngine.Answer(context, status, body);
        return true;
    }

    private static async Task<bool> Stall()
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        return true;
    }

    private static bool Reset(HttpListenerContext context)
    {
        context.Response.ContentLength64 = 1000;
        context.Response.OutputStream.Write("{\"choices\":"u8);
        context.Response.Abort();
        return true;
    }
}
