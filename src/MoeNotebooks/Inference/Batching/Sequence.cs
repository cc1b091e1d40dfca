using System.Threading.Channels;
using MoeNotebooks.Models;

namespace MoeNotebooks.Inference.Batching;

/// <summary>A request in the engine: first its prompt is read chunk by chunk, then it takes one token a step.</summary>
internal sealed class Sequence(
    GenerationRequest request,
    IReadOnlyCollection<int> stopIds,
    RequestWatch watch,
    Action wake
)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _cancelled;
    private KvCache? _cache;

    public GenerationRequest Request { get; } = request;

    public Channel<GeneratedToken> Tokens { get; } =
        Channel.CreateUnbounded<GeneratedToken>(new() { SingleWriter = true, SingleReader = true });

    public Func<double> Chance { get; } = new Random(request.Seed).NextDouble;

    public List<GeneratedToken?> PromptScores { get; } = request.PromptScores ? new(request.Prompt.Count) { null } : [];

    /// <summary>Its experts so far; <see langword="null"/> where nobody asked, or before it runs.</summary>
    public RoutedExpertLog? Experts { get; set; }

    public FinishReason? Finish { get; private set; }

    public Task Ended => _ended.Task;

    public bool IsCancelled => _cancelled;

    /// <summary>Places of the cache that it needs: the last new token is never run.</summary>
    public int CacheTokens => Math.Max(Request.Prompt.Count, Request.Prompt.Count + Request.MaxNewTokens - 1);

    /// <summary>What attention of its tokens sees.</summary>
    public AttentionContext? Own { get; private set; }

    /// <summary>Tokens that have been run.</summary>
    public int Done => _cache!.Length;

    /// <summary>New tokens so far.</summary>
    public int Count { get; private set; }

    /// <summary>The newest token, which has not been run.</summary>
    public int Newest { get; private set; }

    public bool IsPrefilling => Done < Request.Prompt.Count;

    /// <summary>Takes its place in the batch.</summary>
    public void Start(KvCache cache)
    {
        _cache = cache;
        Own = new AttentionContext { Cache = cache };
    }

    /// <summary>Gives a new token to whoever reads, and ends where it is the last.</summary>
    public void Add(GeneratedToken token)
    {
        Newest = token.Id;
        Count++;
        watch.Token();
        FinishReason? last =
            stopIds.Contains(token.Id) ? FinishReason.Stop
            : Count >= Request.MaxNewTokens ? FinishReason.Length
            : null;
        Tokens.Writer.TryWrite(token with { Finish = last });
        if (last is { } reason)
        {
            End(reason);
        }
    }

    /// <summary>Ends it and frees its cache; only the engine's thread does so once it runs.</summary>
    public void End(FinishReason reason, Exception? error = null)
    {
        Finish = reason;
        Own?.Dispose();
        _cache?.Dispose();
        watch.End(reason);
        Tokens.Writer.TryComplete(error);
        _ended.TrySetResult();
    }

    public void Cancel()
    {
        _cancelled = true;
        wake();
    }
}
