using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>One engine: finds out in which way it gives the log-likelihoods of a prompt, then asks it so.</summary>
internal sealed class Endpoint(Uri baseUrl, OpenAiOptions options, EngineClient client) : IDisposable
{
    private readonly SemaphoreSlim _learning = new(1, 1);
    private readonly CancellationTokenSource _down = new();
    private CompletionDialect? _dialect;

    /// <summary>Why it is no longer asked; <see langword="null"/> while it is.</summary>
    public string? Down { get; private set; }

    /// <summary>The address as it may be shown.</summary>
    public string Name => Show(baseUrl);

    /// <summary>An address as it may be shown: without user name, password and query.</summary>
    public static string Show(Uri url) =>
        url.IsAbsoluteUri
            ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : ErrorText.Name(url.OriginalString);

    /// <summary>The log-likelihoods of a prompt's tokens.</summary>
    /// <exception cref="EngineDownException">It did not answer.</exception>
    /// <exception cref="MoeDataException">It refused, or its answer cannot be used.</exception>
    public async Task<TokenScores> ScoreAsync(int[] prompt, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _down.Token);
        try
        {
            return await AskAsync(prompt, either.Token);
        }
        catch (EngineDownException error)
        {
            Down ??= error.Message;
            await _down.CancelAsync(); // whoever waits for it need not find out again
            throw;
        }
        catch (OperationCanceledException) when (Down is { } reason && !cancellationToken.IsCancellationRequested)
        {
            throw new EngineDownException(reason);
        }
    }

    private async Task<TokenScores> AskAsync(int[] prompt, CancellationToken cancellationToken)
    {
        if (_dialect is null)
        {
            await _learning.WaitAsync(cancellationToken); // one prompt finds out, the others wait for it
            try
            {
                _dialect ??= await LearnAsync(prompt, cancellationToken);
            }
            finally
            {
                _learning.Release();
            }
        }

        var reply = await client.PostAsync(
            _dialect.Address(baseUrl),
            _dialect.Body(options.Model, prompt),
            cancellationToken
        );
        var scores = Understood(_dialect, reply, prompt)
            ?? throw Wrong($"answers {reply.Status} to a prompt of {prompt.Length} tokens: {client.Quote(reply.Body)}");
        return scores.Problem is { } problem
            ? throw Wrong(problem, "Its answers cannot be used; try another version or engine")
            : scores;
    }

    public void Dispose()
    {
        _learning.Dispose();
        _down.Dispose();
    }

    private async Task<CompletionDialect> LearnAsync(int[] prompt, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        foreach (var dialect in CompletionDialect.All)
        {
            var reply = await client.PostAsync(
                dialect.Address(baseUrl),
                dialect.Body(options.Model, prompt),
                cancellationToken
            );
            if (reply.Status is 401 or 403)
            {
                throw Wrong(
                    $"refuses the key ({reply.Status}): {client.Quote(reply.Body)}",
                    "Set OPENAI_API_KEY to the engine's key"
                );
            }

            if (Understood(dialect, reply, prompt) is not null)
            {
                return dialect;
            }

            tried.Add(
                $"{dialect.Name} ({reply.Status}{(reply.Status == 200 ? ", without them" : ": " + client.Quote(reply.Body))})"
            );
        }

        throw Wrong(
            "gives no log-likelihoods of a prompt; tried " + string.Join(", ", tried),
            "Use an engine that does: vLLM, SGLang; llama.cpp's server gives those of generated tokens only"
        );
    }

    private static TokenScores? Understood(CompletionDialect dialect, EngineReply reply, int[] prompt)
    {
        if (reply.Status != 200)
        {
            return null;
        }

        try
        {
            using var answer = JsonDocument.Parse(reply.Body);
            return dialect.Read(answer.RootElement, prompt) is { } scores && scores.LogLikelihoods[^1] is not null
                ? scores
                : null;
        }
        catch (JsonException)
        {
            return null; // a web page, or half an answer
        }
    }

    private MoeDataException Wrong(string problem, string? nextStep = null) =>
        new(Name, string.Empty, problem, nextStep);
}
