using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MoeNotebooks.Traces;

/// <summary>
/// The step that one thread records: its decisions stay on the device until it is over, so that nothing waits in
/// between.
/// </summary>
/// <param name="logits">Whether to keep the router's outputs for all experts too.</param>
internal sealed class TraceStep(bool logits) : IDisposable
{
    private readonly List<(int Layer, int[]? Tokens, Tensor Experts, Tensor Weights, Tensor? Logits)> _layers = [];
    private (int[] Real, int[] Wanted, long Count, Tensor? Index)? _places;
    private Tensor? _outputs;

    /// <summary>
    /// Its place among the steps of one run; <see langword="null"/> where steps come one after another.
    /// </summary>
    public int? Order { get; private set; }

    /// <summary>Whether a layer was seen already.</summary>
    public bool Has(int layer) => _layers.Any(seen => seen.Layer == layer);

    /// <summary>Begins one of which it is known how it looks.</summary>
    /// <param name="order">Its place in the run.</param>
    /// <param name="real">The places that hold a token and no padding.</param>
    /// <param name="wanted">The places that a last layer runs.</param>
    /// <param name="count">Places, padding counted.</param>
    public void Begin(int order, long[] real, long[] wanted, long count)
    {
        Clear(); // of one that was not finished
        _places?.Index?.Dispose();
        var index = real.Length < count ? tensor(real).DetachFromDisposeScope() : null; // made once for all layers
        _places = (
            Array.ConvertAll(real, place => (int)place),
            Array.ConvertAll(wanted, place => (int)place),
            count,
            index
        );
        Order = order;
    }

    /// <summary>Takes a router's outputs, before its decision.</summary>
    public void Take(Tensor outputs) => _outputs = logits ? outputs : null;

    /// <summary>Takes a layer's decision.</summary>
    public void Add(int layer, Tensor experts, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var whole = experts.shape[0] == _places?.Count; // a last layer may run only the places that are wanted
        var places = whole ? _places?.Real : _places?.Wanted;
        var only = whole ? _places?.Index?.to(experts.device) : null;
        Tensor Kept(Tensor x, ScalarType type) =>
            (only is null ? x : x.index_select(0, only)).to(type, copy: true).DetachFromDisposeScope();
        var outputs = _outputs is null ? null : Kept(_outputs, ScalarType.Float32);
        _layers.Add((layer, places, Kept(experts, ScalarType.Int16), Kept(weights, ScalarType.Float32), outputs));
        _outputs = null;
    }

    /// <summary>Fetches what was decided, and is ready for the next step.</summary>
    /// <returns>A block per layer, their step not yet numbered.</returns>
    public TraceBlock[] Fetch()
    {
        TraceBlock[] blocks =
        [
            .. _layers.Select(seen =>
            {
                var (n, k) = ((int)seen.Experts.shape[0], (int)seen.Experts.shape[1]);
                return new TraceBlock(
                    0,
                    seen.Layer,
                    k,
                    seen.Tokens ?? [.. Enumerable.Range(0, n)],
                    Read<short>(seen.Experts)
                )
                {
                    Weights = Read<float>(seen.Weights),
                    Logits = seen.Logits is null ? null : Read<float>(seen.Logits),
                };
            }),
        ];
        Clear();
        return blocks;
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
        foreach (var (_, _, experts, weights, outputs) in _layers)
        {
            experts.Dispose();
            weights.Dispose();
            outputs?.Dispose();
        }

        _layers.Clear();
    }

    private static T[] Read<T>(Tensor values)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return [.. MemoryMarshal.Cast<byte, T>(values.cpu().contiguous().bytes)];
    }
}
