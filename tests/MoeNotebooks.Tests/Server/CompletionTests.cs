using System.Text.Json;
using MoeNotebooks.Inference;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Server;

/// <summary>Completions as a client sees them, against the library.</summary>
public sealed class CompletionTests
{
    [Fact]
    public async Task An_answer_is_what_the_library_generates_and_its_tokens_are_counted()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        var (status, answer) = await served.PostAsync(
            "completions",
            $$"""{"model":"it","prompt":{{JsonSerializer.Serialize(MiniQuestion.Prompt)}},"temperature":0,"max_tokens":8}"""
        );
        status.ShouldBe(200);
        answer.GetProperty("object").GetString().ShouldBe("text_completion");
        var choice = answer.GetProperty("choices")[0];
        var prompt = served.Model.Tokenizer.Encode(MiniQuestion.Prompt, addSpecialTokens: true);
        var expected = Generator.Generate(
            served.Model,
            [
                [.. prompt],
            ],
            new GenerationOptions { MaxNewTokens = 8 },
            cancellation: TestContext.Current.CancellationToken
        )[0];
        choice
            .GetProperty("text")
            .GetString()
            .ShouldBe(served.Model.Tokenizer.Decode(expected, skipSpecialTokens: true));
        choice.GetProperty("finish_reason").GetString().ShouldBe("stop");
        choice.GetProperty("logprobs").ValueKind.ShouldBe(JsonValueKind.Null);
        var usage = answer.GetProperty("usage");
        (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32()).ShouldBe(
            (prompt.Count, expected.Length)
        );
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(prompt.Count + expected.Length);
    }

    [Fact]
    public async Task A_stream_is_the_whole_answer_in_one_event_a_token()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        const string Body =
            """{"model":"it","prompt":["Where does","The"],"temperature":1.5,"seed":3,"n":2,"max_tokens":12,"ignore_eos":true""";
        var (_, whole) = await served.PostAsync("completions", Body + "}");
        var events = await served.EventsAsync(
            "completions",
            Body + ""","stream":true,"stream_options":{"include_usage":true}}"""
        );
        events.Length.ShouldBe((4 * 12) + 1);
        events[^1].GetProperty("choices").GetArrayLength().ShouldBe(0);
        events[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(48);
        var streamed = events[..^1]
            .SelectMany(e => e.GetProperty("choices").EnumerateArray())
            .ToLookup(choice => choice.GetProperty("index").GetInt32());
        var choices = whole.GetProperty("choices");
        for (var i = 0; i < 4; i++)
        {
            string.Concat(streamed[i].Select(choice => choice.GetProperty("text").GetString()))
                .ShouldBe(choices[i].GetProperty("text").GetString());
            streamed[i].Count(choice => choice.GetProperty("finish_reason").GetString() == "length").ShouldBe(1);
        }

        // Another seed
        choices[0].GetProperty("text").GetString().ShouldNotBe(choices[1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_stop_text_ends_an_answer_and_is_no_part_of_it()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        const string Body = """{"model":"it","prompt":"Where does","temperature":0,"max_tokens":20,"ignore_eos":true""";
        var free = (await served.PostAsync("completions", Body + "}"))
            .Json.GetProperty("choices")[0]
            .GetProperty("text")
            .GetString()!;
        var stop = free.Substring(free.Length / 2, 3);
        var expected = free[..free.IndexOf(stop, StringComparison.Ordinal)];
        var stopped = (
            await served.PostAsync(
                "completions",
                Body + $$""","stop":[{{JsonSerializer.Serialize(stop)}},"no such text"]}"""
            )
        ).Json.GetProperty("choices")[0];
        stopped.GetProperty("text").GetString().ShouldBe(expected);
        stopped.GetProperty("finish_reason").GetString().ShouldBe("stop");
    }

    [Fact]
    public async Task Experts_come_as_numpys_bytes_when_asked_for()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        var (_, answer) = await served.PostAsync(
            "completions",
            """{"model":"it","prompt":[5,6,7],"temperature":0,"max_tokens":4,"ignore_eos":true,"return_routed_experts":true}"""
        );
        var npy = Convert.FromBase64String(answer.GetProperty("choices")[0].GetProperty("routed_experts").GetString()!);
        npy[..8].ShouldBe([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        var (layers, router) = (served.Model.MoeLayers.Count, served.Model.Config.Moe.Router);
        System
            .Text.Encoding.ASCII.GetString(npy[10..128])
            .ShouldStartWith(
                $"{{'descr': '|u1', 'fortran_order': False, 'shape': (6, {layers}, {router.TrainedTopK}), }}"
            );
        (npy.Length - 128).ShouldBe(6 * layers * router.TrainedTopK); // 3 + 4 - 1 tokens were run
        npy[128..].ShouldAllBe(expert => expert < router.Experts);
        using var folder = new TemporaryFolder();
        // As moe trace reads it
        var trace = EngineRouting.Read(folder.Write("answer.json", answer.GetRawText()), served.Model.Config, "it");
        trace.Blocks.Count.ShouldBe(layers);
        trace
            .Blocks[1]
            .Experts.ShouldBe(
                Enumerable
                    .Range(0, 6)
                    .SelectMany(t => npy.Skip(128 + (((t * layers) + 1) * router.TrainedTopK)).Take(router.TrainedTopK))
                    .Select(e => (short)e)
            );
        (await served.PostAsync("completions", """{"model":"it","prompt":[5]}"""))
            .Json.GetProperty("choices")[0]
            .TryGetProperty("routed_experts", out _)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task A_prompt_is_scored_by_echo_without_a_new_token()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        var (_, answer) = await served.PostAsync(
            "completions",
            """{"model":"it","prompt":[5,6,7,8],"temperature":0,"max_tokens":0,"echo":true,"logprobs":2}"""
        );
        var choice = answer.GetProperty("choices")[0];
        choice
            .GetProperty("text")
            .GetString()
            .ShouldBe(served.Model.Tokenizer.Decode([5, 6, 7, 8], skipSpecialTokens: true));
        var logprobs = choice.GetProperty("logprobs");
        var values = logprobs.GetProperty("token_logprobs").EnumerateArray().ToArray();
        values.Length.ShouldBe(4);
        values[0].ValueKind.ShouldBe(JsonValueKind.Null);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var logs = served
            .Model.Forward(TorchSharp.torch.tensor(new long[] { 5, 6, 7, 8 }).unsqueeze(0))
            .log_softmax(-1)[0];
        for (var i = 1; i < 4; i++)
        {
            values[i].GetDouble().ShouldBe(logs[i - 1, 5 + i].item<float>(), 1e-4);
            logprobs
                .GetProperty("top_logprobs")[i]
                .EnumerateObject()
                .Select(top => top.Value.GetDouble())
                .Max()
                .ShouldBe(logs[i - 1].max().item<float>(), 1e-4);
        }

        answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData(404, "model 'other' is not here", """{"model":"other","prompt":"a"}""")]
    [InlineData(400, "model is missing", """{"prompt":"a"}""")]
    [InlineData(400, "the body is not what it should be", """{"model":"it","prompt":"a",""")]
    [InlineData(400, "$.max_tokens", """{"model":"it","prompt":"a","max_tokens":"many"}""")]
    [InlineData(400, "min_p is not supported: it would be ignored", """{"model":"it","prompt":"a","min_p":0.1}""")]
    [InlineData(400, "prompt is no text", """{"model":"it","prompt":{"a":1}}""")]
    [InlineData(400, "prompt: is empty", """{"model":"it","prompt":[[]]}""")]
    [InlineData(400, "holds id 5000; the vocabulary has ", """{"model":"it","prompt":[5000]}""")]
    [InlineData(400, "do not fit in 256, the engine's context", """{"model":"it","prompt":"a","max_tokens":1000}""")]
    [InlineData(400, "temperature: is -1", """{"model":"it","prompt":"a","temperature":-1}""")]
    [InlineData(400, "n is 129", """{"model":"it","prompt":"a","n":129}""")]
    [InlineData(400, "stop is neither a text", """{"model":"it","prompt":"a","stop":7}""")]
    [InlineData(400, "the text holds <|endoftext|>, a special token", """{"model":"it","prompt":"a<|endoftext|>b"}""")]
    public async Task What_is_wrong_is_said_as_openai_says_it(int status, string message, string body)
    {
        await using var served = await Served.StartAsync("mini-softmax");
        var (answered, json) = await served.PostAsync("completions", body);
        answered.ShouldBe(status);
        var error = json.GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldContain(message);
        error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
    }

    [Fact]
    public async Task Limits_are_kept()
    {
        await using var served = await Served.StartAsync(
            "mini-softmax",
            new EngineOptions { MaxRunning = 1, MaxWaiting = 1 },
            options => options with { MaxBodyBytes = 1000 }
        );
        (
            await served.PostAsync("completions", $$"""{"model":"it","prompt":"{{new string('a', 2000)}}"}""")
        ).Status.ShouldBe(413);
        const string Long = """{"model":"it","prompt":[5],"max_tokens":120,"ignore_eos":true}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => served.PostAsync("completions", Long)));
        answers.Select(answer => answer.Status).Distinct().Order().ShouldBe([200, 429]);
        answers
            .First(answer => answer.Status == 429)
            .Json.GetProperty("error")
            .GetProperty("type")
            .GetString()
            .ShouldBe("rate_limit_error");
        using var plain = new StringContent(Long);
        using var refused = await served.Client.PostAsync("completions", plain, TestContext.Current.CancellationToken);
        ((int)refused.StatusCode).ShouldBe(415);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "models") { Headers = { Host = "example.com" } };
        using var unknown = await served.Client.SendAsync(foreign, TestContext.Current.CancellationToken);
        ((int)unknown.StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task Models_health_and_metrics_are_there()
    {
        await using var served = await Served.StartAsync("mini-softmax");
        await served.PostAsync("completions", """{"model":"it","prompt":[5,6,7],"max_tokens":4,"ignore_eos":true}""");
        var models = JsonDocument
            .Parse(
                await served.Client.GetStringAsync(
                    new Uri("models", UriKind.Relative),
                    TestContext.Current.CancellationToken
                )
            )
            .RootElement.GetProperty("data");
        (models[0].GetProperty("id").GetString(), models[0].GetProperty("max_model_len").GetInt32()).ShouldBe(
            ("it", 256)
        );
        var root = new Uri(served.BaseUrl.GetLeftPart(UriPartial.Authority));
        var info = JsonDocument
            .Parse(
                await served.Client.GetStringAsync(new Uri(root, "/server_info"), TestContext.Current.CancellationToken)
            )
            .RootElement;
        (info.GetProperty("num_experts_per_tok").GetInt32(), info.GetProperty("n_routed_experts").GetInt32()).ShouldBe(
            (served.Model.Config.Moe.Router.TrainedTopK, served.Model.Config.Moe.Router.Experts)
        );
        (
            await served.Client.GetAsync(new Uri(root, "/health"), TestContext.Current.CancellationToken)
        ).EnsureSuccessStatusCode();
        var metrics = await served.Client.GetStringAsync(
            new Uri(root, "/metrics"),
            TestContext.Current.CancellationToken
        );
        metrics.ShouldContain("moe_num_requests_running");
        metrics.ShouldContain("moe_time_to_first_token_seconds_bucket");
        metrics.ShouldContain("moe_request_success_total");
        metrics.ShouldMatch("moe_generation_tokens_total(\\{[^}]*\\})? 4");
    }
}
