using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using MoeNotebooks.Evaluation.Remote;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// An engine with an OpenAI-compatible completions API: prompts go as token ids, answers come as a stream. Nothing is
/// tried twice.
/// </summary>
internal sealed class OpenAiTarget : ILoadTarget, IDisposable
{
    private readonly OpenAiOptions _options;
    private readonly bool _ignoreEos;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Prepares; nothing is sent yet.</summary>
    /// <param name="options">The engine: the first address, the model, the key, and how long one answer may
    /// take.</param>
    /// <param name="ignoreEos">Whether to ask for the whole length, with <c>ignore_eos</c>, which some servers do not
    /// know.</param>
    /// <param name="time">The clock of the timeout; <see langword="null"/> for the system's.</param>
    public OpenAiTarget(OpenAiOptions options, bool ignoreEos = true, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _ignoreEos, _time) = (options, ignoreEos, time ?? TimeProvider.System);
        _http = EngineHttp.Create(options);
    }

    public async Task<LoadAnswer> AskAsync(
        int[] prompt,
        int outputTokens,
        Action onContent,
        CancellationToken cancellation
    )
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var request = Request(prompt, outputTokens);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = await ReadAsync(response, onContent, either.Token);
            return answer.OutputTokens <= outputTokens
                ? answer
                : throw new LoadRequestException(
                    $"the engine's usage has {answer.OutputTokens} new tokens; {outputTokens} at most were asked for"
                );
        }
        catch (OperationCanceledException error)
            when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new LoadRequestException(
                FormattableString.Invariant($"was not answered within {_options.Timeout.TotalSeconds:0.###} s"),
                error
            );
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConnectionError)
        {
            throw new LoadRequestException("no connection: " + (error.InnerException?.Message ?? error.Message), error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new LoadRequestException("the connection broke off", error);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(int[] prompt, int outputTokens)
    {
        var body = new JsonObject
        {
            ["model"] = _options.Model,
            ["prompt"] = new JsonArray([.. prompt.Select(id => (JsonNode)id)]),
            ["max_tokens"] = outputTokens,
            ["temperature"] = 0,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
        };
        if (_ignoreEos)
        {
            body["ignore_eos"] = true;
        }

        return new(HttpMethod.Post, EngineHttp.Address(_options.BaseUrls[0], "/completions"))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
    }

    private async Task<LoadAnswer> ReadAsync(
        HttpResponseMessage response,
        Action onContent,
        CancellationToken cancellation
    )
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new LoadRequestException(
                $"answered {(int)response.StatusCode}: {EngineHttp.Quote(_options, await response.Content.ReadAsStringAsync(cancellation))}"
            );
        }

        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw new LoadRequestException(
                $"answered without a stream ({response.Content.Headers.ContentType?.MediaType ?? "no content type"})"
            );
        }

        var answer = new CompletionStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
        {
            if (answer.Read(item.Data))
            {
                onContent();
            }

            if (answer.HasEnded)
            {
                break;
            }
        }

        return answer.Answer();
    }
}
