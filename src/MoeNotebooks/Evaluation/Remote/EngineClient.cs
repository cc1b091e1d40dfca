using System.Net.Http.Json;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>Sends JSON to one engine and reads the answer to its end, with as many attempts as are allowed.</summary>
internal sealed class EngineClient
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private readonly OpenAiOptions _options;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<EngineReply> _attempts;

    public EngineClient(OpenAiOptions options, HttpClient http)
    {
        (_options, _http) = (options, http);
        // Of all attempts together
        var attempts = new ResiliencePipelineBuilder<EngineReply>().AddTimeout(options.Patience);
        if (options.Retries > 0)
        {
            attempts.AddRetry(Retry(options));
        }

        _attempts = attempts.AddTimeout(options.Timeout).Build(); // inside the retries: of each attempt
    }

    /// <summary>Posts until there is an answer that another attempt would not change.</summary>
    /// <exception cref="EngineDownException">There was none.</exception>
    public async Task<EngineReply> PostAsync(Uri address, object body, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _attempts.ExecuteAsync(
                async token => await OnceAsync(address, body, token),
                cancellationToken
            );
            return reply.IsTransient
                ? throw new EngineDownException($"answered {reply.Status}: {Quote(reply.Body)}")
                : reply;
        }
        catch (TimeoutRejectedException error)
        {
            throw new EngineDownException($"did not answer within {error.Timeout.TotalSeconds:0.#} s", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new EngineDownException(
                EngineHttp.Hidden(_options, error.InnerException?.Message ?? error.Message),
                error
            );
        }
    }

    /// <summary>Part of an engine's text, fit to be shown: short, escaped, without the key.</summary>
    public string Quote(string text) => EngineHttp.Quote(_options, text);

    private async Task<EngineReply> OnceAsync(Uri address, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        using var response = await _http.SendAsync(request, cancellationToken);
        return new(
            (int)response.StatusCode,
            Wait(response),
            await response.Content.ReadAsStringAsync(cancellationToken)
        );
    }

    private static TimeSpan? Wait(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when response.Headers.Date is { } now && date > now => date - now, // by the engine's own clock
            _ => null,
        };

    private static RetryStrategyOptions<EngineReply> Retry(OpenAiOptions options) =>
        new()
        {
            ShouldHandle = new PredicateBuilder<EngineReply>()
                .Handle<HttpRequestException>()
                .Handle<IOException>()
                .Handle<TimeoutRejectedException>()
                .HandleResult(reply => reply.IsTransient),
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = LongestWait,
            DelayGenerator = attempt =>
                ValueTask.FromResult(
                    attempt.Outcome.Result?.RetryAfter is { } wait && wait < LongestWait ? wait : (TimeSpan?)null
                ),
        };
}
