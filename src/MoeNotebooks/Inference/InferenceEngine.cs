using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Inference.Batching;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Inference;

/// <summary>
/// Serves many requests with one model: they join and leave the batch between steps (continuous batching, Orca), long
/// prompts are taken in by chunks beside the running requests, and who asks when the queue is full is refused at once.
/// </summary>
/// <remarks>
/// The steps run on a thread of the engine's own; all members may be called from any thread. A request's tokens do not
/// depend on its neighbours: attention sees one request at a time, and everything else is computed row by row. What is
/// left is how libtorch rounds products of different numbers of rows; see <see cref="Native.RowIndependence"/>.
/// Policies that decide over all tokens of a step (<see cref="BatchBudget"/>) do depend on them.
/// </remarks>
public sealed class InferenceEngine : IDisposable, IAsyncDisposable
{
    private readonly MoeModel _model;
    private readonly BatchQueue _queue;
    private readonly EnginePass _pass;
    private readonly EngineMeter _meter;
    private readonly RoutedExpertShape _shape;
    private readonly Thread _thread;
    private long _steps;
    private long _promptTokens;
    private long _newTokens;
    private int _disposed;

    /// <summary>Starts an engine.</summary>
    /// <param name="model">The model; stays the caller's, who uses it for nothing else meanwhile and disposes of it
    /// after the engine.</param>
    /// <param name="options">Its limits; <see langword="null"/> for the usual ones.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="time">The clock of its measurements; <see langword="null"/> for the system's.</param>
    /// <exception cref="MoeUsageException">An option is out of range, or the policy or mask does not fit the
    /// model.</exception>
    public InferenceEngine(
        MoeModel model,
        EngineOptions? options = null,
        RoutingPolicy? policy = null,
        ExpertMask? mask = null,
        TimeProvider? time = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = options ?? new EngineOptions();
        Options.Validate();
        _model = model;
        var context = Math.Min(Options.MaxContext ?? int.MaxValue, model.Config.MaxPositions);
        var tap = new RoutingTap(model.Config.MoeLayers);
        var routing = model.Route(policy, mask, tap);
        _shape = RoutedExpertShape.Of(routing);
        ActiveExperts = [.. routing.OfType<LayerRouting>().Select(layer => layer.K)];
        KeptExperts =
        [
            .. routing.OfType<LayerRouting>().Select(layer => layer.Kept?.Count ?? model.Config.Moe.Router.Experts),
        ];
        _queue = new BatchQueue(Options, Options.CacheTokens ?? CacheRoom.Tokens(model, Options.MaxRunning, context));
        // A prompt and its answer have one token more
        Context = (int)Math.Min(Math.Min(context, int.MaxValue - 1), _queue.CacheTokens);
        _pass = new EnginePass(model, routing, tap, Options);
        _meter = new EngineMeter(() => Status, time ?? TimeProvider.System);
        _thread = new Thread(Run) { IsBackground = true, Name = "moe engine" };
        _thread.Start();
    }

    /// <summary>Its limits.</summary>
    public EngineOptions Options { get; }

    /// <summary>The model's shape.</summary>
    public ModelConfig Config => _model.Config;

    /// <summary>Experts that a token uses in each MoE layer, at most.</summary>
    public IReadOnlyList<int> ActiveExperts { get; }

    /// <summary>Experts that are kept in each MoE layer.</summary>
    public IReadOnlyList<int> KeptExperts { get; }

    /// <summary>Tokens of one request, prompt and answer, at most.</summary>
    public int Context { get; }

    /// <summary>How it stands.</summary>
    public EngineStatus Status
    {
        get
        {
            var (running, waiting, used) = _queue.Count();
            return new(
                running,
                waiting,
                used,
                _queue.CacheTokens,
                Interlocked.Read(ref _steps),
                Interlocked.Read(ref _promptTokens),
                Interlocked.Read(ref _newTokens)
            );
        }
    }

    /// <summary>Takes a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Its tokens as they come. The request runs whether or not they are read; <see cref="Generation.Cancel"/>
    /// ends it.</returns>
    /// <exception cref="MoeUsageException">The request is out of the model's or the engine's limits.</exception>
    /// <exception cref="MoeBusyException">As many requests wait as may, or the engine is being stopped.</exception>
    public Generation Submit(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate(_model.Config.VocabularySize, Context);
        var sequence = new Sequence(request, request.StopIds ?? _model.Config.EosIds, _meter.Watch(), _queue.Wake)
        {
            Experts = request.RoutedExperts ? new RoutedExpertLog(_shape) : null,
        };
        _queue.Add(sequence);
        return new Generation(sequence);
    }

    /// <summary>Takes a request and gives its tokens as they come, a stop token included.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels it; so does no longer reading.</param>
    /// <exception cref="MoeUsageException">The request is out of the model's or the engine's limits.</exception>
    /// <exception cref="MoeBusyException">As many requests wait as may, or the engine is being stopped.</exception>
    public IAsyncEnumerable<GeneratedToken> StreamAsync(
        GenerationRequest request,
        CancellationToken cancellation = default
    ) => Submit(request).ReadAsync(cancellation);

    /// <summary>Takes no more requests, waits for those it has, then stops.</summary>
    /// <param name="patience">After so long, those still there are cancelled.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        _queue.Close();
        await Task.WhenAny(_queue.Idle, Task.Delay(patience));
        await DisposeAsync();
    }

    /// <summary>Cancels what there is and waits for the step under way.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _queue.Stop();
        _thread.Join();
        _pass.Dispose();
        _meter.Dispose();
        _queue.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose);

    private void Run()
    {
        while (_queue.Next(_model) is { } running)
        {
            try
            {
                var (prompt, fresh) = _pass.Run(running);
                _meter.Step(prompt, fresh);
                Interlocked.Increment(ref _steps);
                Interlocked.Add(ref _promptTokens, prompt);
                Interlocked.Add(ref _newTokens, fresh);
            }
            catch (Exception error)
                when (error is MoeException or System.Runtime.InteropServices.ExternalException or OutOfMemoryException)
            {
                _queue.Fail(error); // those of the batch; the engine goes on with the next
            }
        }
    }
}
