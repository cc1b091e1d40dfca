namespace MoeNotebooks.Evaluation;

/// <summary>How likely is a continuation after a context? Two requests with the same tokens are equal.</summary>
/// <param name="Context">Token ids before the continuation, at least one; longer than the model allows, they are cut
/// from the left.</param>
/// <param name="Continuation">Token ids whose log-likelihood is wanted, at least one.</param>
public sealed record LikelihoodRequest(int[] Context, int[] Continuation)
{
    /// <summary>Tokens in all.</summary>
    public int Length => Context.Length + Continuation.Length;

    /// <inheritdoc/>
    public bool Equals(LikelihoodRequest? other) =>
        other is not null
        && Context.AsSpan().SequenceEqual(other.Context)
        && Continuation.AsSpan().SequenceEqual(other.Continuation);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Context.Length);
        foreach (var id in Context)
        {
            hash.Add(id);
        }

        foreach (var id in Continuation)
        {
            hash.Add(id);
        }

        return hash.ToHashCode();
    }
}
