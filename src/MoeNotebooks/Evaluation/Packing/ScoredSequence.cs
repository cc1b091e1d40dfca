namespace MoeNotebooks.Evaluation.Packing;

/// <summary>A request as the model sees it: what goes in, and which tokens its last rows must predict.</summary>
/// <param name="Input">Context and continuation but its last token, cut from the left to what the model allows.</param>
/// <param name="Targets">The continuation: row <c>Input.Length - Targets.Length + i</c> predicts
/// <c>Targets[i]</c>.</param>
internal sealed record ScoredSequence(int[] Input, int[] Targets)
{
    /// <summary>
    /// lm-eval's cut: the last <paramref name="maxLength"/> + 1 tokens of the whole, less the last one.
    /// </summary>
    /// <exception cref="Errors.MoeUsageException">Nothing to score, or a continuation longer than the model
    /// allows.</exception>
    public static ScoredSequence From(LikelihoodRequest request, int maxLength)
    {
        var (context, continuation) = request;
        if (context.Length == 0 || continuation.Length == 0)
        {
            throw new Errors.MoeUsageException(
                "request",
                $"has {context.Length} tokens of context and {continuation.Length} to score, each must be at least 1"
            );
        }

        if (continuation.Length > maxLength)
        {
            throw new Errors.MoeUsageException(
                "request",
                $"scores {continuation.Length} tokens, the model takes {maxLength}"
            );
        }

        int[] whole = [.. context, .. continuation];
        var start = (int)Math.Max(0, whole.Length - (maxLength + 1L));
        if (whole.Length - 1 - start > PackedBatch.WidestRow)
        {
            throw new Errors.MoeUsageException(
                "request",
                $"has {whole.Length} tokens, {PackedBatch.WidestRow} can be computed at once",
                "Give a shorter --max-length"
            );
        }

        return new(whole[start..^1], continuation);
    }
}
