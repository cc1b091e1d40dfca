using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Performance.Simulation;

/// <summary>
/// An engine with continuous batching, step by step: waiting prompts are prefilled first, in chunks; otherwise all
/// running requests decode one token. Time is linear in requests and steps.
/// </summary>
public sealed class ServingSimulation
{
    private readonly ServingModel _model;
    private readonly int _chunk;
    private readonly Queue<TraceRequest> _waiting = new();

    // By the decode step that ends it
    private readonly PriorityQueue<(TraceRequest Request, double First), long> _running = new();
    private readonly List<SimulatedRequest> _finished = [];
    private readonly List<(double Seconds, long Count)> _gaps = [];
    private readonly List<double> _joined = []; // first tokens of requests that have not decoded yet
    private int _begun; // tokens of the first waiting prompt that are prefilled already
    private double _now;
    private double _lastStep;
    private long _steps;
    private double _context; // tokens in the cache, of all running requests
    private double _reserved; // tokens that they will have at their ends

    private ServingSimulation(ServingModel model, int chunk) => (_model, _chunk) = (model, chunk);

    /// <summary>Runs a trace to its end.</summary>
    /// <param name="model">The cost model of what serves it.</param>
    /// <param name="engine">The engine, for the size of a prefill step.</param>
    /// <param name="trace">Requests, in the order they arrive.</param>
    /// <param name="cancel">Stops between two steps.</param>
    /// <exception cref="MoeUsageException">A request is out of range or too long for the cache; says all that are, the
    /// first few by number.</exception>
    public static SimulationResult Run(
        ServingModel model,
        EngineDescription engine,
        IReadOnlyList<TraceRequest> trace,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(trace);
        Check(trace, model);
        var simulation = new ServingSimulation(model, engine.PrefillChunk);
        simulation.Run(trace, cancel);
        return new(simulation._finished, simulation._gaps);
    }

    private static void Check(IReadOnlyList<TraceRequest> trace, ServingModel model)
    {
        var room = model.Capacity(1);
        string[] problems =
        [
            .. trace
                .Index()
                .Where(one =>
                    one.Item.InputTokens < 1
                    || one.Item.OutputTokens < 1
                    || !(one.Item.Arrival >= (one.Index == 0 ? 0 : trace[one.Index - 1].Arrival))
                    || (long)one.Item.InputTokens + one.Item.OutputTokens > room
                )
                .Take(5)
                .Select(one =>
                    FormattableString.Invariant(
                        $"request {one.Index + 1} ({one.Item.Arrival} s, {one.Item.InputTokens} in, {one.Item.OutputTokens} out) needs tokens from 1 on, {room} together at most, and may not arrive before the one above it"
                    )
                ),
        ];
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("trace", problems);
        }
    }

    private void Run(IReadOnlyList<TraceRequest> trace, CancellationToken cancel)
    {
        for (var next = 0; next < trace.Count || _waiting.Count > 0 || _running.Count > 0; )
        {
            cancel.ThrowIfCancellationRequested();
            for (; next < trace.Count && trace[next].Arrival <= _now; next++)
            {
                _waiting.Enqueue(trace[next]);
            }

            if (_waiting.Count > 0 && Fits(_waiting.Peek()))
            {
                Prefill();
            }
            else if (_running.Count > 0)
            {
                Decode();
            }
            else
            {
                _now = trace[next].Arrival;
            }
        }
    }

    private bool Fits(TraceRequest request) =>
        _reserved + request.InputTokens + request.OutputTokens <= _model.Capacity(1);

    /// <summary>One chunk: whole prompts while they fit, and the beginning of the next.</summary>
    private void Prefill()
    {
        var (tokens, lengths, prompts) = (0, 0.0, 0);
        var complete = new List<TraceRequest>();
        while (tokens < _chunk && _waiting.TryPeek(out var first) && Fits(first))
        {
            var part = Math.Min(first.InputTokens - _begun, _chunk - tokens);
            (tokens, lengths, prompts) = (tokens + part, lengths + first.InputTokens, prompts + 1);
            _begun += part;
            if (_begun < first.InputTokens)
            {
                break;
            }

            _begun = 0;
            complete.Add(_waiting.Dequeue());
            _reserved += first.InputTokens + first.OutputTokens;
        }

        _now += _model.Steps.Prefill(tokens, lengths / prompts).Seconds;
        complete.ForEach(Begin);
    }

    /// <summary>The prefill gives the first token.</summary>
    private void Begin(TraceRequest request)
    {
        if (request.OutputTokens == 1)
        {
            Finish(request, _now);
            return;
        }

        _running.Enqueue((request, _now), _steps + request.OutputTokens - 1);
        _joined.Add(_now);
        _context += request.InputTokens + 1;
    }

    private void Decode()
    {
        _now += _model.Steps.Decode(_running.Count, _context / _running.Count).Seconds;
        _steps++;
        _gaps.Add((_now - _lastStep, _running.Count - _joined.Count));
        _gaps.AddRange(_joined.Select(first => (_now - first, 1L)));
        _joined.Clear();
        _lastStep = _now;
        _context += _running.Count;
        while (_running.TryPeek(out var done, out var at) && at <= _steps)
        {
            _running.Dequeue();
            _context -= done.Request.InputTokens + done.Request.OutputTokens;
            Finish(done.Request, done.First);
        }
    }

    private void Finish(TraceRequest request, double first)
    {
        _reserved -= request.InputTokens + request.OutputTokens;
        _finished.Add(new(request, first, _now));
    }
}
