using MoeNotebooks.Errors;
using MoeNotebooks.Models;

namespace MoeNotebooks.Inference.Batching;

/// <summary>
/// Who waits and who runs: first come, first served, as far as places in the batch and room in the cache go.
/// </summary>
internal sealed class BatchQueue(EngineOptions options, long cacheTokens) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly List<Sequence> _waiting = [];
    private readonly List<Sequence> _running = []; // changed by the engine's thread only
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _used;
    private bool _closed;
    private volatile bool _stopped;

    public long CacheTokens => cacheTokens;

    /// <summary>Ends when nobody waits or runs any more after <see cref="Close"/>.</summary>
    public Task Idle => _idle.Task;

    /// <summary>There may be something to do: one came, or one was cancelled.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                _wake.Set();
            }
        }
    }

    public (int Running, int Waiting, long CacheTokensUsed) Count()
    {
        lock (_gate)
        {
            return (_running.Count, _waiting.Count, _used);
        }
    }

    /// <exception cref="MoeBusyException">As many wait as may, or it is closed.</exception>
    public void Add(Sequence sequence)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new MoeBusyException("engine", "is being stopped");
            }

            if (_waiting.Count >= options.MaxWaiting)
            {
                throw new MoeBusyException(
                    "engine",
                    $"has {Plural.Of(_waiting.Count, "request")} waiting, as many as it takes",
                    "Ask again later"
                );
            }

            _waiting.Add(sequence);
        }

        Wake();
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        Wake();
    }

    /// <summary>Takes no more, and cancels all there are.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            (_closed, _stopped) = (true, true);
            _wake.Set(); // the last time
        }
    }

    /// <summary>Waits until there is something to run.</summary>
    /// <returns>The batch of the next step; <see langword="null"/> when it is stopped.</returns>
    public List<Sequence>? Next(MoeModel model)
    {
        while (true)
        {
            lock (_gate)
            {
                Leave();
                Join(model);
                if (_stopped || (_closed && _running.Count == 0))
                {
                    _idle.TrySetResult();
                }
            }

            if (_running.Count > 0)
            {
                return _running;
            }

            if (_stopped)
            {
                return null;
            }

            _wake.WaitOne();
        }
    }

    /// <summary>Once the engine's thread has ended; cancelling what ended then still is without effect.</summary>
    public void Dispose() => _wake.Dispose();

    /// <summary>Ends all of the batch.</summary>
    public void Fail(Exception error)
    {
        foreach (var sequence in _running)
        {
            if (sequence.Finish is null)
            {
                sequence.End(FinishReason.Failed, error);
            }
        }
    }

    /// <summary>Those that have ended leave; the cancelled end.</summary>
    private void Leave()
    {
        _ = End(_waiting);
        _used -= End(_running);
    }

    private long End(List<Sequence> sequences)
    {
        var freed = 0L;
        for (var i = sequences.Count - 1; i >= 0; i--)
        {
            var sequence = sequences[i];
            if (sequence.Finish is null && (_stopped || sequence.IsCancelled))
            {
                sequence.End(FinishReason.Cancelled, new OperationCanceledException("the generation was cancelled"));
            }

            if (sequence.Finish is not null)
            {
                freed += sequence.CacheTokens;
                sequences.RemoveAt(i);
            }
        }

        return freed;
    }

    private void Join(MoeModel model)
    {
        while (
            _waiting.Count > 0 && _running.Count < options.MaxRunning && _used + _waiting[0].CacheTokens <= cacheTokens
        )
        {
            var sequence = _waiting[0];
            _waiting.RemoveAt(0);
            _used += sequence.CacheTokens;
            sequence.Start(model.CreateCache(1, sequence.CacheTokens));
            _running.Add(sequence);
        }
    }
}
