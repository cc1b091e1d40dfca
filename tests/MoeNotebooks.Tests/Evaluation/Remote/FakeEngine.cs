using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoeNotebooks.Tests.Evaluation.Remote;

/// <summary>
/// An engine on the loopback address: answers in one dialect, and misbehaves where a test asks for it.
/// </summary>
internal sealed class FakeEngine : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<int[], (double LogLikelihood, double Best)[]> _model;
    private readonly string _dialect;
    private int _requests;

    public FakeEngine(string dialect = "echo", Func<int[], (double, double)[]>? model = null)
    {
        (_dialect, _model) = (dialect, model ?? MadeUp);
        var port = FreePort();
        BaseUrl = new Uri($"http://127.0.0.1:{port}/v1");
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri BaseUrl { get; }

    /// <summary>What to do with request n, counted from 0, before it is answered; true if that was all.</summary>
    public Func<int, HttpListenerContext, Task<bool>> Fault { get; set; } = (_, _) => Task.FromResult(false);

    public ConcurrentQueue<string?> Keys { get; } = [];

    public ConcurrentQueue<string> Bodies { get; } = [];

    public int Requests => _requests;

    /// <summary>A model that needs no weights: a token's likelihood follows from it and those before it.</summary>
    public static (double LogLikelihood, double Best)[] MadeUp(int[] prompt)
    {
        var hash = 17u;
        return
        [
            .. prompt.Select(id =>
            {
                var best = -0.5 - (hash % 7);
                var value = id % 5 == 0 ? best : best - 1 - (((hash * 31) + (uint)id) % 11);
                hash = (hash * 16777619u) ^ (uint)id;
                return (value, best);
            }),
        ];
    }

    public static Task Answer(HttpListenerContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        context.Response.OutputStream.Write(bytes);
        context.Response.Close();
        return Task.CompletedTask;
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => HandleAsync(context));
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            Bodies.Enqueue(body);
            Keys.Enqueue(context.Request.Headers["Authorization"]);
            if (!await Fault(Interlocked.Increment(ref _requests) - 1, context))
            {
                await AnswerAsync(context, JsonNode.Parse(body)!.AsObject());
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException) { }
    }

    private Task AnswerAsync(HttpListenerContext context, JsonObject request)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path == "/generate")
        {
            return _dialect == "sglang"
                ? Answer(context, 200, Sglang(Ids(request["input_ids"])))
                : Answer(context, 404, "not found");
        }

        var prompt = Ids(request["prompt"]);
        if (_dialect == "sglang" && request.ContainsKey("echo"))
        {
            return Answer(context, 400, """{"message":"Echo is not compatible with logprobs."}""");
        }

        return Answer(
            context,
            200,
            request.ContainsKey("echo") && _dialect is "echo" or "bos"
                    ? Echo(_dialect == "bos" ? [0, .. prompt] : prompt)
                : request.ContainsKey("prompt_logprobs") && _dialect == "prompt_logprobs" ? PromptLogprobs(prompt)
                : """{"choices":[{"text":"x","logprobs":{"content":[{"token":"x","logprob":-0.1}]}}]}"""
        );
    }

    private string Echo(int[] prompt)
    {
        var scores = _model(prompt);
        return JsonSerializer.Serialize(
            new
            {
                choices = new[]
                {
                    new
                    {
                        logprobs = new
                        {
                            token_logprobs = scores
                                .Select((score, i) => i == 0 ? (double?)null : score.LogLikelihood)
                                .Append(-0.25),
                            top_logprobs = scores.Select(
                                (score, i) =>
                                    i == 0
                                        ? null
                                        : new Dictionary<string, double>
                                        {
                                            ["a"] = score.LogLikelihood,
                                            ["b"] = score.Best,
                                        }
                            ),
                        },
                    },
                },
                usage = new { prompt_tokens = prompt.Length },
            }
        );
    }

    private string PromptLogprobs(int[] prompt)
    {
        var places = _model(prompt)
            .Select(
                (score, i) =>
                    i == 0
                        ? null
                        : new Dictionary<string, object>
                        {
                            [$"{prompt[i]}"] = new { logprob = score.LogLikelihood, rank = 3 },
                            ["999999"] = new { logprob = score.Best, rank = 1 },
                        }
            );
        return JsonSerializer.Serialize(new { choices = new[] { new { prompt_logprobs = places } } });
    }

    private string Sglang(int[] prompt)
    {
        var scores = _model(prompt);
        return JsonSerializer.Serialize(
            new
            {
                meta_info = new
                {
                    input_token_logprobs = scores.Select(
                        (score, i) => new object?[] { i == 0 ? null : score.LogLikelihood, prompt[i], null }
                    ),
                    input_top_logprobs = scores.Select(
                        (score, i) => i == 0 ? null : new[] { new object?[] { score.Best, 999999, null } }
                    ),
                },
            }
        );
    }

    private static int[] Ids(JsonNode? list) => [.. list!.AsArray().Select(id => id!.GetValue<int>())];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
