namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The part of the curriculum: it decides how often each sort of training text is written.</summary>
public enum TextPhase
{
    /// <summary>Mostly facts about the entities, and questions that ask for them.</summary>
    Facts,

    /// <summary>Half as many facts, and many yes-or-no questions about a passage.</summary>
    FactsAndReading,
}
