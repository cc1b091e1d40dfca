namespace MoeNotebooks.Training.MiniWorld;

/// <summary>What training texts say of an entity.</summary>
public enum EntityGroup
{
    /// <summary>Its facts are told, and questions about it are asked and answered.</summary>
    Asked,

    /// <summary>Its facts are told, but no training text asks about it: evaluation does.</summary>
    Held,

    /// <summary>Made up for one text: only that text says anything of it.</summary>
    Stranger,
}
