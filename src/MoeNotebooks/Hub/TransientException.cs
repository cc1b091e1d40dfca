namespace MoeNotebooks.Hub;

/// <summary>A request failed in a way that may pass: a stall, a reset, a busy server.</summary>
internal class TransientException(string problem, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(problem, inner)
{
    /// <summary>The pause that the server asked for.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
