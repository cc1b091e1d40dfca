using System.Collections.Concurrent;
using MoeNotebooks.Errors;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>Log-likelihoods from engines with an OpenAI-compatible completions API: the prompt goes as token ids, nothing is sampled.</summary>
/// <remarks>
/// Prompts are token ids, so the engine's own tokenizer and its rule for a beginning-of-sequence token play no part. Several engines take
/// from one queue; one that stops answering leaves its work to the others. Equal requests are asked once.
/// </remarks>
public sealed class OpenAiScorer : ILikelihoodScorer, IDisposable
{
    private const long LongestAnswer = 64L << 20;
    private readonly OpenAiOptions _options;
    private readonly HttpClient _http;
    private readonly Endpoint[] _endpoints;

    /// <summary>Prepares the scorer; nothing is sent yet.</summary>
    /// <param name="options">Which engines, and how.</param>
    /// <param name="handler">The transport; <see langword="null"/> for sockets without redirects, so that a key goes nowhere else.</param>
    public OpenAiScorer(OpenAiOptions options, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // each attempt has its own
            MaxResponseContentBufferSize = LongestAnswer,
        };
        var client = new EngineClient(options, _http);
        _endpoints = [.. options.BaseUrls.Select(url => new Endpoint(url, options, client))];
    }

    /// <inheritdoc/>
    /// <exception cref="MoeUsageException">The policy is not the one that the engines were started with.</exception>
    /// <exception cref="MoeDataException">An engine refused, or its answer cannot be used.</exception>
    /// <exception cref="MoeMissingException">No engine answers.</exception>
    public async Task<IReadOnlyList<LikelihoodResult>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests, RoutingPolicy policy, IProgressReporter progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(progress);
        if (policy != _options.ServedPolicy)
        {
            throw new MoeUsageException(
                "policy", $"{policy} is not what the engine was started with ({_options.ServedPolicy})", "Start the engine so, and say so");
        }

        var results = new ConcurrentDictionary<LikelihoodRequest, LikelihoodResult>();
        var queue = new ConcurrentQueue<LikelihoodRequest>(requests.Distinct());
        using var task = progress.Begin("Asking " + string.Join(", ", _endpoints.Select(endpoint => endpoint.Name)), queue.Count, "requests");
        while (!queue.IsEmpty)
        {
            await RoundAsync(queue, results, task, cancellationToken);
        }

        return [.. requests.Select(request => results[request])];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        foreach (var endpoint in _endpoints)
        {
            endpoint.Dispose();
        }
    }

    /// <summary>Everyone takes from the queue until it is empty or they are down; what the fallen had in hand is back in it.</summary>
    private async Task RoundAsync(
        ConcurrentQueue<LikelihoodRequest> queue, ConcurrentDictionary<LikelihoodRequest, LikelihoodResult> results, IProgressTask task,
        CancellationToken cancellationToken)
    {
        Endpoint[] up = [.. _endpoints.Where(endpoint => endpoint.Down is null)];
        if (up.Length == 0)
        {
            throw new MoeMissingException(
                _endpoints[0].Name, $"no engine answers: {string.Join("; ", _endpoints.Select(endpoint => $"{endpoint.Name} {endpoint.Down}"))}",
                "Start it, then run the same command again");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(up.SelectMany(endpoint => Enumerable.Range(0, _options.Concurrency)
            .Select(_ => WorkAsync(endpoint, queue, results, task, stop))));
    }

    private async Task WorkAsync(
        Endpoint endpoint, ConcurrentQueue<LikelihoodRequest> queue, ConcurrentDictionary<LikelihoodRequest, LikelihoodResult> results,
        IProgressTask task, CancellationTokenSource stop)
    {
        while (endpoint.Down is null && queue.TryDequeue(out var request))
        {
            try
            {
                results[request] = await AskAsync(endpoint, request, stop.Token);
                task.Advance();
            }
            catch (EngineDownException error)
            {
                endpoint.Down = error.Message;
                queue.Enqueue(request);
            }
            catch (MoeException)
            {
                await stop.CancelAsync(); // the others need not finish what will be thrown away
                throw;
            }
        }
    }

    private async Task<LikelihoodResult> AskAsync(Endpoint endpoint, LikelihoodRequest request, CancellationToken cancellationToken)
    {
        int[] prompt = [.. request.Context, .. request.Continuation];
        prompt = _options.MaxLength is { } longest && prompt.Length > longest ? prompt[^longest..] : prompt;
        var scores = await endpoint.ScoreAsync(prompt, cancellationToken);
        var sum = 0.0;
        var greedy = true;
        for (var i = prompt.Length - request.Continuation.Length; i < prompt.Length; i++)
        {
            sum += scores.LogLikelihoods[i] ?? throw new MoeDataException(endpoint.Name, $"token {i}", "has no log-likelihood in the answer");
            greedy &= scores.Best[i] is not { } best || scores.LogLikelihoods[i] >= best;
        }

        return new(sum, greedy);
    }
}
