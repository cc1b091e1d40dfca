namespace MoeNotebooks.Paper;

/// <summary>A row of table 2: V2-Lite's accuracy after keeping some of its 64 experts.</summary>
/// <param name="Method">How the kept experts were chosen.</param>
/// <param name="Experts">How many experts were kept in every layer.</param>
/// <param name="Scores">What the row reports.</param>
public sealed record PruningAccuracyRow(string Method, int Experts, TaskScores Scores);
