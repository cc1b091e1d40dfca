namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The six synthetic tasks, named after the real ones whose form they have.</summary>
public enum MiniTask
{
    /// <summary>A fact is asked for: one hop.</summary>
    ArcEasy,

    /// <summary>A rule's consequence is asked for: two hops, or three.</summary>
    ArcChallenge,

    /// <summary>A passage about two strangers and a question about one of them to answer by yes or no.</summary>
    BoolQ,

    /// <summary>A sentence to end.</summary>
    OpenBookQA,

    /// <summary>A shorter passage and a claim that it does or does not imply.</summary>
    Rte,

    /// <summary>Two entities, and which of them the rest of the sentence fits.</summary>
    WinoGrande,
}
