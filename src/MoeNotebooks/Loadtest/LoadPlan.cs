namespace MoeNotebooks.Loadtest;

/// <summary>What a load test is to do.</summary>
/// <param name="Steps">The loads, one after another.</param>
/// <param name="InputTokens">Tokens of every prompt.</param>
/// <param name="OutputTokens">Tokens of every answer.</param>
/// <param name="Warmup">Requests before the first step, which are not counted.</param>
/// <param name="Seed">Seed of prompts and arrivals.</param>
/// <param name="Objectives">What an answer must meet to count for goodput.</param>
internal sealed record LoadPlan(
    IReadOnlyList<LoadStep> Steps,
    int InputTokens,
    int OutputTokens,
    int Warmup,
    int Seed,
    LoadObjectives? Objectives
);
