using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Tests.Evaluation.Remote;

namespace MoeNotebooks.Tests.Loadtest;

/// <summary>
/// Streamed completions of three engines, for <see cref="FakeEngine"/>: how many tokens a chunk holds, and where the
/// usage stands, differs.
/// </summary>
internal sealed class FakeStream
{
    private const string Models = """{"object":"list","data":[{"id":"fake","owned_by":"sglang"}]}""";

    public string Dialect { get; init; } = "sglang";

    /// <summary>Tokens of every answer; as many as asked for if nothing is said.</summary>
    public int? Tokens { get; init; }

    public int Cached { get; init; }

    /// <summary>Tokens of every prompt by the engine's count; as many as were sent if nothing is said.</summary>
    public int? Counted { get; init; }

    /// <summary>Called before chunk n of request n is sent; true if the answer ends there.</summary>
    public Func<int, int, HttpListenerContext, Task<bool>> Fault { get; init; } = (_, _, _) => Task.FromResult(false);

    /// <summary>What the engine reports of itself at <c>/server_info</c>; nothing if nothing is said.</summary>
    public Func<string?> ServerInfo { get; init; } = () => null;

    public static FakeEngine Start(FakeStream stream)
    {
        var (engine, sent) = (new FakeEngine(), -1);
        engine.Fault = async (_, context) =>
        {
            var path = context.Request.Url!.AbsolutePath;
            if (context.Request.HttpMethod == "GET")
            {
                var text =
                    path == "/v1/models" ? Models
                    : path == "/server_info" ? stream.ServerInfo()
                    : null;
                await (
                    text is null ? FakeEngine.Answer(context, 404, "not found") : FakeEngine.Answer(context, 200, text)
                );
                return true;
            }

            var asked = JsonNode.Parse(engine.Bodies.Last())!;
            await stream.AnswerAsync(
                Interlocked.Increment(ref sent),
                context,
                stream.Counted ?? asked["prompt"]!.AsArray().Count,
                stream.Tokens ?? asked["max_tokens"]!.GetValue<int>()
            );
            return true;
        };
        return engine;
    }

    private async Task AnswerAsync(int request, HttpListenerContext context, int prompt, int tokens)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.SendChunked = true;
        foreach (var (chunk, data) in Events(prompt, tokens).Index())
        {
            if (await Fault(request, chunk, context))
            {
                return;
            }

            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
            await context.Response.OutputStream.FlushAsync();
        }

        context.Response.Close();
    }

    private IEnumerable<string> Events(int prompt, int tokens)
    {
        var usage =
            Dialect == "vllm"
                ? new
                {
                    prompt_tokens = prompt,
                    completion_tokens = tokens,
                    total_tokens = prompt + tokens,
                    prompt_tokens_details = (object?)null,
                }
                : new
                {
                    prompt_tokens = prompt,
                    completion_tokens = tokens,
                    total_tokens = prompt + tokens,
                    prompt_tokens_details = (object?)new { cached_tokens = Cached },
                };
        switch (Dialect)
        {
            case "sglang": // a chunk per token; then the usage by itself
                for (var i = 0; i < tokens; i++)
                {
                    yield return Chunk(" a", i == tokens - 1 ? "length" : null, null);
                }

                yield return JsonSerializer.Serialize(new { choices = Array.Empty<object>(), usage });
                break;
            case "vllm": // an empty chunk first; several tokens in one; then the usage by itself
                yield return Chunk(string.Empty, null, null);
                for (var i = 0; i < tokens; i += 3)
                {
                    yield return Chunk(" a b c", i + 3 >= tokens ? "length" : null, null);
                }

                yield return JsonSerializer.Serialize(new { choices = Array.Empty<object>(), usage });
                break;
            case "llama": // the usage in the last chunk, which has no text
                for (var i = 0; i < tokens; i++)
                {
                    yield return Chunk(" a", null, null);
                }

                yield return Chunk(string.Empty, "length", usage);
                break;
            case "mute": // no usage, whatever is asked
                yield return Chunk(" a", "length", null);
                break;
        }

        yield return "[DONE]";
    }

    private static string Chunk(string text, string? finish, object? usage) =>
        JsonSerializer.Serialize(
            new
            {
                id = "cmpl-1",
                @object = "text_completion",
                choices = new[]
                {
                    new
                    {
                        index = 0,
                        text,
                        finish_reason = finish,
                    },
                },
                usage,
            }
        );
}
