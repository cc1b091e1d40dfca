namespace MoeNotebooks.Training.MiniWorld;

/// <summary>One pole of a trait.</summary>
/// <param name="Word">The adjective: "{E} is big.".</param>
/// <param name="Paraphrase">A sentence that tells the same in other words.</param>
public sealed record TraitPole(string Word, string Paraphrase);
