namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Conditions with what a person wants to know about them; only the conditions are the key.</summary>
/// <param name="Conditions">What can change an answer.</param>
/// <param name="ModelName">The model's name, for tables and figures.</param>
/// <param name="Imported">Whether the answers come from another program's files.</param>
/// <param name="Details">JSON with provenance that cannot change an answer: versions, device, file names.</param>
public sealed record JournalRun(
    ScoringConditions Conditions,
    string ModelName,
    bool Imported = false,
    string Details = "{}"
);
