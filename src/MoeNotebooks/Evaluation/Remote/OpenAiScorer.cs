using System.Collections.Concurrent;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>
/// Log-likelihoods from engines with an OpenAI-compatible completions API: the prompt goes as token ids, nothing is
/// sampled.
/// </summary>
/// <remarks>
/// Prompts are token ids, so the engine's own tokenizer and its rule for a beginning-of-sequence token play no part.
/// Several engines take from one queue; one that stops answering leaves its work to the others. Equal requests are
/// asked once.
/// </remarks>
public sealed class OpenAiScorer : ILikelihoodScorer, IDisposable
{
    private readonly OpenAiOptions _options;
    private readonly Func<RoutingPolicy, int, JournalRun> _describe;
    private readonly HttpClient _http;
    private readonly Endpoint[] _endpoints;

    /// <summary>Prepares the scorer; nothing is sent yet.</summary>
    /// <param name="options">Which engines, and how.</param>
    /// <param name="describe">What can change its answers, for a policy and a number of examples;
    /// <see langword="null"/> for what the options say.</param>
    /// <param name="handler">The transport; <see langword="null"/> for sockets without redirects, so that a key goes
    /// nowhere else.</param>
    public OpenAiScorer(
        OpenAiOptions options,
        Func<RoutingPolicy, int, JournalRun>? describe = null,
        HttpMessageHandler? handler = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _describe) = (options, describe ?? Served);
        _http = EngineHttp.Create(options, handler); // each attempt has a timeout of its own
        var client = new EngineClient(options, _http);
        _endpoints = [.. options.BaseUrls.Select(url => new Endpoint(url, options, client))];
    }

    /// <inheritdoc/>
    public ScoringLimits Limits => _options.Limits;

    /// <inheritdoc/>
    public JournalRun Describe(RoutingPolicy policy, int fewShot) => _describe(policy, fewShot);

    /// <inheritdoc/>
    /// <exception cref="MoeUsageException">A policy is not the one that the engines were started with.</exception>
    /// <exception cref="MoeDataException">An engine refused, or its answer cannot be used.</exception>
    /// <exception cref="MoeMissingException">No engine answers.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<LikelihoodResult>>> ScoreAsync(
        IReadOnlyList<LikelihoodRequest> requests,
        IReadOnlyList<RoutingPolicy> policies,
        IProgressReporter progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(progress);
        if (policies.FirstOrDefault(policy => policy != _options.ServedPolicy) is { } policy)
        {
            throw new MoeUsageException(
                "policy",
                $"{policy} is not what the engine was started with ({_options.ServedPolicy})",
                "Start the engine so, and say so"
            );
        }

        var results = new ConcurrentDictionary<LikelihoodRequest, LikelihoodResult>();
        var queue = new ConcurrentQueue<LikelihoodRequest>(requests.Distinct());
        using var task = progress.Begin(
            "Asking " + string.Join(", ", _endpoints.Select(endpoint => endpoint.Name)),
            queue.Count,
            "requests"
        );
        while (!queue.IsEmpty)
        {
            await RoundAsync(queue, results, task, cancellationToken);
        }

        LikelihoodResult[] answers = [.. requests.Select(request => results[request])];
        return [.. policies.Select(_ => answers)];
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

    /// <summary>
    /// Everyone takes from the queue until it is empty or they are down; what the fallen had in hand is back in it.
    /// </summary>
    private async Task RoundAsync(
        ConcurrentQueue<LikelihoodRequest> queue,
        ConcurrentDictionary<LikelihoodRequest, LikelihoodResult> results,
        IProgressTask task,
        CancellationToken cancellationToken
    )
    {
        Endpoint[] up = [.. _endpoints.Where(endpoint => endpoint.Down is null)];
        if (up.Length == 0)
        {
            throw new MoeMissingException(
                _endpoints[0].Name,
                $"no engine answers: {string.Join("; ", _endpoints.Select(endpoint => $"{endpoint.Name} {endpoint.Down}"))}",
                "Start it, then run the same command again"
            );
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(
            up.SelectMany(endpoint =>
                Enumerable.Range(0, _options.Concurrency).Select(_ => WorkAsync(endpoint, queue, results, task, stop))
            )
        );
    }

    private async Task WorkAsync(
        Endpoint endpoint,
        ConcurrentQueue<LikelihoodRequest> queue,
        ConcurrentDictionary<LikelihoodRequest, LikelihoodResult> results,
        IProgressTask task,
        CancellationTokenSource stop
    )
    {
        while (endpoint.Down is null && queue.TryDequeue(out var request))
        {
            try
            {
                results[request] = await AskAsync(endpoint, request, stop.Token);
                task.Advance();
            }
            catch (EngineDownException)
            {
                queue.Enqueue(request);
            }
            catch (MoeException)
            {
                await stop.CancelAsync(); // the others need not finish what will be thrown away
                throw;
            }
        }
    }

    private async Task<LikelihoodResult> AskAsync(
        Endpoint endpoint,
        LikelihoodRequest request,
        CancellationToken cancellationToken
    )
    {
        int[] prompt = [.. request.Context, .. request.Continuation];
        prompt = _options.MaxLength - 1 is { } longest && prompt.Length > longest ? prompt[^longest..] : prompt;
        var scores = await endpoint.ScoreAsync(prompt, cancellationToken);
        var sum = 0.0;
        bool? greedy = true;
        for (var i = prompt.Length - request.Continuation.Length; i < prompt.Length; i++)
        {
            sum += scores.LogLikelihoods[i]
                ?? throw new MoeDataException(endpoint.Name, $"token {i}", "has no log-likelihood in the answer");
            // Three-valued: one unknown, all unknown, unless one is not
            greedy &= scores.Best[i] is { } best ? scores.LogLikelihoods[i] >= best : null;
        }

        return new(sum, greedy);
    }

    private JournalRun Served(RoutingPolicy policy, int fewShot) =>
        new(
            new ScoringConditions
            {
                Engine = "openai",
                Model = _options.Model,
                Tokenizer = "as in the requests",
                DType = "as served",
                BosRule = "as in the requests",
                Adaptive = RoutingPolicyJson.Write(policy), // how many experts its layers have, only the engine knows
                FewShot = fewShot,
                MaxLength = _options.MaxLength,
                Device = "as served",
            },
            _options.Model
        );
}
