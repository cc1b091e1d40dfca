using MoeNotebooks.Errors;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>How a local model scores; none of it but the mask and the longest context changes an answer beyond
/// rounding, except under a <see cref="StepPolicy"/>.</summary>
public sealed record ScoringOptions
{
    /// <summary>
    /// Tokens in a batch, padding counted, at most: a small model's batches are smaller where that changes no decision,
    /// and run side by side.
    /// </summary>
    /// <value>The default value is 2,048.</value>
    public int TokensInBatch { get; init; } = 2048;

    /// <summary>Tokens beyond which a context is cut from the left.</summary>
    /// <value>The default value is <see langword="null"/>: the model's own limit.</value>
    public int? MaxLength { get; init; }

    /// <summary>Experts that are kept.</summary>
    /// <value>The default value is <see langword="null"/>: all.</value>
    public ExpertMask? Mask { get; init; }

    /// <summary>Records what routers decide; stays the caller's. A trace is of one policy, and sees what is computed:
    /// shared beginnings once, padding never, and in the last layer only the places that predict an answer.</summary>
    /// <value>The default value is <see langword="null"/>: nothing is recorded.</value>
    public TraceRecorder? Trace { get; init; }

    /// <summary>
    /// Tokens of a step, as an engine that decodes so many sequences has them: a <see cref="StepPolicy"/> decides over
    /// so many, and distinct experts are counted over so many, under every policy. Tokens that run at once are dealt
    /// out into steps like cards.
    /// </summary>
    /// <value>The default value is <see langword="null"/>: all that run at once are one step, and experts are counted
    /// under adaptive policies only.</value>
    public int? StepTokens { get; init; }

    internal void Validate()
    {
        if (TokensInBatch < 1 || MaxLength < 1 || StepTokens < 1)
        {
            throw new MoeUsageException(
                "scoring",
                $"needs at least 1 token in a batch, a context and a step, has {TokensInBatch}, {MaxLength ?? 1} and {StepTokens ?? 1}"
            );
        }
    }
}
