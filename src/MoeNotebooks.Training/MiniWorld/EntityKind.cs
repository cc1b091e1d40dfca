namespace MoeNotebooks.Training.MiniWorld;

/// <summary>What an entity of the mini world is.</summary>
public enum EntityKind
{
    /// <summary>An animal: has a habitat, a food, a colour and a cover.</summary>
    Animal,

    /// <summary>A thing: has a material, a use, a room and a shape.</summary>
    Thing,

    /// <summary>A person: has a job, a hobby, a drink and a pet.</summary>
    Person,
}
