namespace MoeNotebooks.Routing;

/// <summary>
/// A policy that decides over all tokens of a step together. So its answers depend on what else runs at once: a store
/// that finds an answer by its question can neither keep nor give one.
/// </summary>
public abstract record StepPolicy : AdaptivePolicy
{
    /// <inheritdoc/>
    public sealed override string? Notice(int moeLayers) =>
        "this policy decides over all tokens that run together: in other batches, or token by token, the same text can use other experts, so that its "
        + "answers are not kept in a store; while a prompt is read at once, later tokens change what earlier ones use";
}
