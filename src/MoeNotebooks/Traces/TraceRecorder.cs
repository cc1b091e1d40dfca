using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Traces;

/// <summary>
/// Records what routers decide. Each step's decisions stay on the device until the step is over and are fetched then, so that nothing waits for the
/// device
/// in between; a step ends where a layer is seen that was seen already, or at <see cref="Finish"/>.
/// </summary>
/// <param name="sink">Takes the blocks, in order.</param>
/// <param name="logits">Whether to keep the router's outputs for all experts too.</param>
public sealed class TraceRecorder(Action<TraceBlock> sink, bool logits = false) : ILogitObserver, IDisposable
{
    private readonly List<(int Layer, int[]? Tokens, Tensor Experts, Tensor Weights, Tensor? Logits)> _step = [];
    private (int[] Real, int[] Wanted, long Count, Tensor? Index)? _places;
    private Tensor? _logits;
    private int _steps;

    void ILogitObserver.ObserveLogits(int layer, Tensor outputs) => _logits = logits ? outputs : null;

    /// <inheritdoc/>
    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        if (_step.Any(seen => seen.Layer == layer))
        {
            Finish();
        }

        using var scope = NewDisposeScope();
        var whole = experts.shape[0] == _places?.Count; // a last layer may run only the places that are wanted
        var places = whole ? _places?.Real : _places?.Wanted;
        var only = whole ? _places?.Index?.to(experts.device) : null;
        Tensor Kept(Tensor x, ScalarType type) => (only is null ? x : x.index_select(0, only)).to(type, copy: true).DetachFromDisposeScope();
        var outputs = _logits is null ? null : Kept(_logits, ScalarType.Float32);
        _step.Add((layer, places, Kept(experts, ScalarType.Int16), Kept(weights, ScalarType.Float32), outputs));
        _logits = null;
    }

    /// <summary>Tells what the step that begins looks like.</summary>
    /// <param name="real">The places that hold a token and no padding.</param>
    /// <param name="wanted">The places that a last layer runs.</param>
    /// <param name="count">Places, padding counted.</param>
    internal void Begin(long[] real, long[] wanted, long count)
    {
        Finish();
        _places?.Index?.Dispose();
        var index = real.Length < count ? tensor(real).DetachFromDisposeScope() : null; // made once for all layers
        _places = (Array.ConvertAll(real, place => (int)place), Array.ConvertAll(wanted, place => (int)place), count, index);
    }

    /// <summary>Ends a step; call it after the last one.</summary>
    public void Finish()
    {
        foreach (var (layer, tokens, experts, weights, outputs) in _step)
        {
            var (n, k) = ((int)experts.shape[0], (int)experts.shape[1]);
            sink(new(_steps, layer, k, tokens ?? [.. Enumerable.Range(0, n)], Read<short>(experts))
            {
                Weights = Read<float>(weights), Logits = outputs is null ? null : Read<float>(outputs),
            });
        }

        _steps += _step.Count > 0 ? 1 : 0;
        Clear();
    }

    /// <summary>Lets go of a step that was not finished.</summary>
    public void Dispose()
    {
        Clear();
        _places?.Index?.Dispose();
        _places = null;
    }

    private void Clear()
    {
        foreach (var (_, _, experts, weights, outputs) in _step)
        {
            experts.Dispose();
            weights.Dispose();
            outputs?.Dispose();
        }

        _step.Clear();
    }

    private static T[] Read<T>(Tensor values)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return [.. MemoryMarshal.Cast<byte, T>(values.cpu().contiguous().bytes)];
    }
}
