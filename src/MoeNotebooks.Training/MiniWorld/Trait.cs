namespace MoeNotebooks.Training.MiniWorld;

/// <summary>A trait that a stranger has in one of two poles ("big" or "small").</summary>
/// <param name="Yes">The pole that questions usually ask for.</param>
/// <param name="No">The other pole.</param>
public sealed record Trait(TraitPole Yes, TraitPole No)
{
    /// <summary>The pole for a truth value.</summary>
    /// <param name="holds">Whether the trait holds.</param>
    public TraitPole Pole(bool holds) => holds ? Yes : No;
}
