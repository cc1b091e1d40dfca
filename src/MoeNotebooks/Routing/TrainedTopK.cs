namespace MoeNotebooks.Routing;

/// <summary>In every MoE layer the number of experts that the model was trained with.</summary>
public sealed record TrainedTopK : RoutingPolicy
{
    /// <inheritdoc/>
    protected override string Name => "trained";

    /// <inheritdoc/>
    public override int[] ActiveExperts(int moeLayers, int trained) => Enumerable.Repeat(trained, moeLayers).ToArray();
}
