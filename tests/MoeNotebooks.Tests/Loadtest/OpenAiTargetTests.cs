using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Tests.Evaluation.Remote;

namespace MoeNotebooks.Tests.Loadtest;

public sealed class OpenAiTargetTests
{
    private static readonly int[] Prompt = [11, 12, 13, 14, 15];

    [Theory]
    [InlineData("sglang", 7, 7, 0)]
    [InlineData("vllm", 7, 3, null)] // chunks are not tokens, and the empty first one is none
    [InlineData("llama", 7, 7, 0)]
    public async Task Tokens_come_from_usage_in_every_dialect(string dialect, int tokens, int chunks, int? cached)
    {
        using var engine = FakeStream.Start(new() { Dialect = dialect });

        var (answer, seen) = await AskAsync(engine, tokens);

        answer.ShouldBe(new LoadAnswer(Prompt.Length, tokens, cached));
        seen.ShouldBe(chunks);
    }

    [Fact]
    public async Task The_request_asks_for_usage_the_whole_length_and_no_chance()
    {
        using var engine = FakeStream.Start(new());

        await AskAsync(engine, 3);

        var body = JsonNode.Parse(engine.Bodies.Single())!;
        body.ToJsonString()
            .ShouldBe(
                """{"model":"fake","prompt":[11,12,13,14,15],"max_tokens":3,"temperature":0,"stream":true,"stream_options":{"include_usage":true},"ignore_eos":true}"""
            );
        engine.Keys.Single().ShouldBe("Bearer sk-marker");
    }

    [Fact]
    public async Task Ignore_eos_is_left_out_for_strict_servers()
    {
        using var engine = FakeStream.Start(new());
        using var target = new OpenAiTarget(Options(engine), ignoreEos: false);

        await target.AskAsync(Prompt, 3, () => { }, TestContext.Current.CancellationToken);

        engine.Bodies.Single().ShouldNotContain("ignore_eos");
    }

    [Fact]
    public async Task Cached_tokens_are_told()
    {
        using var engine = FakeStream.Start(new() { Cached = 4 });
        (await AskAsync(engine, 1)).Answer.CachedTokens.ShouldBe(4);
    }

    [Fact]
    public async Task Without_usage_there_is_no_answer()
    {
        using var engine = FakeStream.Start(new() { Dialect = "mute" });
        (await FailsAsync(engine)).ShouldContain("no usage");
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_is_an_error()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var target = new OpenAiTarget(
            new OpenAiOptions { BaseUrls = [new Uri($"http://{server.LocalEndpoint}/v1")], Model = "fake" }
        );
        var seen = new TaskCompletionSource();

        var asked = target.AskAsync(Prompt, 5, seen.SetResult, TestContext.Current.CancellationToken);
        using (var socket = await server.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            const string Event = "data: {\"choices\":[{\"text\":\" a\",\"finish_reason\":null}]}\n\n";
            await socket.SendAsync(
                Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{Event.Length:x}\r\n{Event}\r\n"
                )
            );
            await seen.Task;
        }

        (await Should.ThrowAsync<LoadRequestException>(asked)).Message.ShouldBe("the connection broke off");
    }

    [Fact]
    public async Task A_stream_that_just_ends_is_an_error()
    {
        using var engine = FakeStream.Start(
            new()
            {
                Fault = (_, chunk, context) =>
                {
                    if (chunk == 2)
                    {
                        context.Response.Close();
                    }

                    return Task.FromResult(chunk == 2);
                },
            }
        );
        (await FailsAsync(engine)).ShouldBe("the stream broke off");
    }

    [Fact]
    public async Task A_busy_server_is_not_asked_again_and_its_words_hide_the_key()
    {
        using var engine = new FakeEngine();
        engine.Fault = async (_, context) =>
        {
            await FakeEngine.Answer(context, 429, "too many requests for sk-marker");
            return true;
        };
        (await FailsAsync(engine)).ShouldBe("answered 429: too many requests for ***");
        engine.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_at_the_end_of_what_is_shown_is_not_shown_in_part()
    {
        using var engine = new FakeEngine();
        engine.Fault = async (_, context) =>
        {
            await FakeEngine.Answer(context, 401, new string('x', 195) + "sk-marker and more");
            return true;
        };
        (await FailsAsync(engine)).ShouldBe($"answered 401: {new string('x', 195)}*** and more");
    }

    [Fact]
    public async Task An_answer_that_is_no_stream_is_refused()
    {
        using var engine = new FakeEngine();
        (await FailsAsync(engine)).ShouldStartWith("answered without a stream");
    }

    [Fact]
    public async Task Nobody_there()
    {
        var engine = FakeStream.Start(new());
        engine.Dispose();
        (await FailsAsync(engine)).ShouldStartWith("no connection");
    }

    [Fact]
    public async Task A_slow_server_is_given_up_on_when_the_time_is_over()
    {
        var (time, reached) = (new FakeTimeProvider(), new TaskCompletionSource());
        using var engine = FakeStream.Start(
            new()
            {
                Fault = async (_, chunk, _) =>
                {
                    if (chunk == 1)
                    {
                        reached.SetResult();
                        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
                    }

                    return false;
                },
            }
        );
        using var target = new OpenAiTarget(Options(engine) with { Timeout = TimeSpan.FromMinutes(3) }, time: time);

        var asked = target.AskAsync(Prompt, 4, () => { }, TestContext.Current.CancellationToken);
        await reached.Task;
        time.Advance(TimeSpan.FromMinutes(3));

        (await Should.ThrowAsync<LoadRequestException>(asked)).Message.ShouldBe("was not answered within 180 s");
    }

    private static async Task<(LoadAnswer Answer, int Chunks)> AskAsync(FakeEngine engine, int tokens)
    {
        using var target = new OpenAiTarget(Options(engine));
        var chunks = 0;
        return (await target.AskAsync(Prompt, tokens, () => chunks++, TestContext.Current.CancellationToken), chunks);
    }

    private static async Task<string> FailsAsync(FakeEngine engine) =>
        (await Should.ThrowAsync<LoadRequestException>(AskAsync(engine, 5))).Message;

    private static OpenAiOptions Options(FakeEngine engine) =>
        new()
        {
            BaseUrls = [engine.BaseUrl],
            Model = "fake",
            ApiKey = "sk-marker",
        };
}
