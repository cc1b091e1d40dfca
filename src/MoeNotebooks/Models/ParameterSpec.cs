namespace MoeNotebooks.Models;

/// <summary>A tensor that a model has.</summary>
/// <param name="Name">Its name in published checkpoints.</param>
/// <param name="Shape">Its dimensions, outermost first ([out, in] for a projection).</param>
/// <param name="Part">What it belongs to.</param>
internal sealed record ParameterSpec(string Name, IReadOnlyList<long> Shape, ModelPart Part)
{
    /// <summary>Whether it is held in f32 whatever the model's type.</summary>
    public bool Float32 { get; init; }

    /// <summary>How many numbers it has.</summary>
    public long Count => Shape.Aggregate(1L, (product, n) => checked(product * n));

    /// <summary>The same tensor under a longer name.</summary>
    /// <param name="prefix">What goes before the name.</param>
    public ParameterSpec Under(string prefix) => this with { Name = prefix + Name };
}
