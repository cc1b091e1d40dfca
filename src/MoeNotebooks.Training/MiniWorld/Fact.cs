namespace MoeNotebooks.Training.MiniWorld;

/// <summary>One fact of the world: an entity's value of a property.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Place">The place of the property among its kind's.</param>
/// <param name="Split">Who asks for it.</param>
public sealed record Fact(Entity Entity, int Place, FactSplit Split)
{
    /// <summary>The property.</summary>
    public Property Property => WorldTables.Of(Entity.Kind)[Place];

    /// <summary>The place of the value among the property's.</summary>
    public int Value => Entity.Values[Place];
}
