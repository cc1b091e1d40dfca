namespace MoeNotebooks.Loadtest;

/// <summary>What all steps of a load test have in common.</summary>
/// <param name="Backend">Who answers: an engine's name, or <c>moe</c> for this process.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Hardware">What it runs on, as the user named it.</param>
/// <param name="Plan">What is done.</param>
internal sealed record LoadSetting(string Backend, string Model, string? Hardware, LoadPlan Plan);
