using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>One expert's weights, wherever they lie.</summary>
/// <param name="Gate">[I, h].</param>
/// <param name="Up">[I, h].</param>
/// <param name="Down">[h, I].</param>
internal sealed record ExpertWeights(Tensor Gate, Tensor Up, Tensor Down) : IDisposable
{
    /// <summary>Each of stacked weights.</summary>
    /// <param name="gateUp">[E, 2I, h], gate rows first.</param>
    /// <param name="down">[E, h, I].</param>
    public static IReadOnlyList<ExpertWeights> Of(Tensor gateUp, Tensor down)
    {
        using var scope = NewDisposeScope();
        var inner = down.shape[2];
        return
        [
            .. Enumerable
                .Range(0, (int)down.shape[0])
                .Select(e => new ExpertWeights(
                    gateUp[e].narrow(0, 0, inner).DetachFromDisposeScope(),
                    gateUp[e].narrow(0, inner, inner).DetachFromDisposeScope(),
                    down[e].DetachFromDisposeScope()
                )),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gate.Dispose();
        Up.Dispose();
        Down.Dispose();
    }
}
