using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Experts of which some give a constant and never run: <see cref="ExpertConstants"/> of one layer before any
/// other way to compute experts.</summary>
internal sealed class ConstantExperts : IExpertBackend
{
    private readonly IExpertBackend _running;
    private readonly Tensor _constants; // [E + 1, h], f32; 0 for experts that run, and in the last row, which skipped slots look up
    private readonly Tensor _runs; // [E + 1], the expert itself; -1 where it gives a constant, and in the last place
    private readonly Scalar _skipped; // E

    /// <param name="running">Computes the others; becomes this object's.</param>
    /// <param name="count">E.</param>
    /// <param name="hidden">h.</param>
    /// <param name="vectors">Expert to what it gives, [h].</param>
    /// <param name="device">Where the layer runs.</param>
    public ConstantExperts(
        IExpertBackend running,
        int count,
        int hidden,
        IReadOnlyDictionary<int, float[]> vectors,
        Device device
    )
    {
        using var scope = NewDisposeScope();
        var none = new float[hidden];
        _running = running;
        _constants = tensor(
                Enumerable.Range(0, count + 1).SelectMany(e => vectors.GetValueOrDefault(e, none)).ToArray()
            )
            .view(count + 1, hidden)
            .to(device)
            .DetachFromDisposeScope();
        _runs = tensor(
                Enumerable.Range(0, count + 1).Select(e => e == count || vectors.ContainsKey(e) ? -1L : e).ToArray()
            )
            .to(device)
            .DetachFromDisposeScope();
        _skipped = ((long)count).ToScalar();
    }

    public ExpertOutputs Run(Tensor x, Tensor chosen)
    {
        var (tokens, k) = (chosen.shape[0], chosen.shape[1]);
        var at = chosen.masked_fill(chosen.lt(Held.Zero), _skipped).flatten(); // [N · k]
        var (values, _, slots) = _running.Run(x, _runs.index_select(0, at).view(tokens, k));
        var all = _constants
            .index_select(0, at) // [N · k, h]
            .index_add_(0, slots, values.to_type(ScalarType.Float32), Held.One);
        var order = Held.Range(0, tokens).to(x.device).unsqueeze(1).expand(tokens, k).flatten(); // [N · k]
        return new(all, order, Held.Range(0, tokens * k).to(x.device));
    }

    public void Dispose()
    {
        _running.Dispose();
        _constants.Dispose();
        _runs.Dispose();
        _skipped.Dispose();
    }
}
