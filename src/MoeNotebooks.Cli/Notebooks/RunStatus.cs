namespace MoeNotebooks.Cli.Notebooks;

/// <summary>How a run ended.</summary>
internal enum RunStatus
{
    /// <summary>Every cell succeeded.</summary>
    Finished,

    /// <summary>A cell failed, ran too long, or took its process with it.</summary>
    Failed,

    /// <summary>The user stopped it.</summary>
    Stopped,
}
