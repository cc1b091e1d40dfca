namespace MoeNotebooks.Hub;

/// <summary>
/// A request got no answer, or one that asks to come back: no network, a stall, a busy server. Given up on, it is out
/// of reach, not bad data.
/// </summary>
internal sealed class UnreachableException(string problem, TimeSpan? retryAfter = null, Exception? inner = null)
    : TransientException(problem, retryAfter, inner);
