using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>Shows an observer only the tokens at some positions of a sequence.</summary>
/// <param name="observer">Who sees them.</param>
internal sealed class AtPositions(IExpertObserver observer) : IExpertObserver
{
    /// <summary>[P], positions in the sequence that runs next; <see langword="null"/> for all.</summary>
    public Tensor? Positions { get; set; }

    public void Observe(int layer, Tensor experts, Tensor weights)
    {
        using var scope = NewDisposeScope();
        observer.Observe(layer, Pick(experts), Pick(weights)); // [P, k]
    }

    public void ObserveOutputs(int layer, ExpertActivity activity)
    {
        using var scope = NewDisposeScope();
        observer.ObserveOutputs(
            layer,
            new(Pick(activity.Experts), Pick(activity.Weights), Pick(activity.Outputs), Pick(activity.Before))
        );
    }

    private Tensor Pick(Tensor x) => Positions is { } at ? x.index_select(0, at.to(x.device)) : x;
}
