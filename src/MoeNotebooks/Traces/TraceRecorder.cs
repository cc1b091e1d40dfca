using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Traces;

/// <summary>
/// Records what routers decide. Each step's decisions stay on the device until the step is over and are fetched then,
/// so that nothing waits for the device in between; a step ends where a layer is seen that was seen already, or at
/// <see cref="Finish"/>. Steps of a run may be recorded by several threads, each its own, and reach the sink in their
/// order.
/// </summary>
/// <param name="sink">Takes the blocks, in order.</param>
/// <param name="logits">Whether to keep the router's outputs for all experts too.</param>
public sealed class TraceRecorder(Action<TraceBlock> sink, bool logits = false) : ILogitObserver, IDisposable
{
    private readonly ThreadLocal<TraceStep> _step = new(() => new TraceStep(logits), trackAllValues: true);
    private readonly Dictionary<int, TraceBlock[]> _early = []; // by their order, steps whose turn has not come
    private int _turn;
    private int _steps;

    private TraceStep Step => _step.Value!;

    void ILogitObserver.ObserveLogits(int layer, Tensor outputs) => Step.Take(outputs);

    /// <inheritdoc/>
    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        if (Step.Has(layer))
        {
            Finish();
        }

        Step.Add(layer, experts, weights);
    }

    /// <summary>Begins a run of steps that are numbered from 0 in <see cref="Begin"/>.</summary>
    internal void BeginRun()
    {
        _early.Clear();
        _turn = 0;
    }

    /// <summary>Tells what this thread's next step looks like; see <see cref="TraceStep.Begin"/>.</summary>
    internal void Begin(int order, long[] real, long[] wanted, long count) => Step.Begin(order, real, wanted, count);

    /// <summary>Ends this thread's step; call it after the last one.</summary>
    public void Finish()
    {
        var blocks = Step.Fetch();
        lock (_early)
        {
            if (Step.Order is not { } order)
            {
                Give(blocks);
                return;
            }

            _early[order] = blocks;
            for (; _early.Remove(_turn, out var next); _turn++)
            {
                Give(next);
            }
        }
    }

    /// <summary>Lets go of steps that were not finished.</summary>
    public void Dispose()
    {
        foreach (var step in _step.Values)
        {
            step.Dispose();
        }

        _step.Dispose();
    }

    private void Give(TraceBlock[] blocks)
    {
        foreach (var block in blocks)
        {
            sink(block with { Step = _steps });
        }

        _steps += blocks.Length > 0 ? 1 : 0;
    }
}
