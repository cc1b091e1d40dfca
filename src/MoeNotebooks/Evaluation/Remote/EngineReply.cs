namespace MoeNotebooks.Evaluation.Remote;

/// <summary>An engine's answer, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RetryAfter">How long it asks to wait.</param>
/// <param name="Body">The text.</param>
internal sealed record EngineReply(int Status, TimeSpan? RetryAfter, string Body)
{
    /// <summary>Whether another attempt may do better.</summary>
    public bool IsTransient => Status is 408 or 425 or 429 or >= 500;
}
