namespace MoeNotebooks.Server.Requests;

/// <summary>How an answer is streamed.</summary>
/// <param name="IncludeUsage">Whether a last chunk counts tokens.</param>
/// <param name="ContinuousUsageStats">Whether every chunk does.</param>
internal sealed record StreamOptions(bool? IncludeUsage, bool? ContinuousUsageStats);
