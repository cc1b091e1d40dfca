namespace MoeNotebooks.Pruning;

/// <summary>Where some criteria place an expert in its layer, 1 being the best.</summary>
/// <param name="Layer">The decoder layer.</param>
/// <param name="Expert">The expert.</param>
/// <param name="MeanRank">The mean over the criteria.</param>
/// <param name="BestRank">The best.</param>
/// <param name="WorstRank">The worst.</param>
public sealed record ExpertStanding(int Layer, int Expert, double MeanRank, int BestRank, int WorstRank);
