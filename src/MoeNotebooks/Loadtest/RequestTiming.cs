namespace MoeNotebooks.Loadtest;

/// <summary>
/// What became of one request, as the client saw it; times are seconds from the beginning of the step.
/// </summary>
internal sealed record RequestTiming
{
    /// <summary>
    /// When it was due: in an open loop its arrival, so that what a busy client delays counts as waiting.
    /// </summary>
    public required double Due { get; init; }

    /// <summary>When the first chunk with content came; <see langword="null"/> where none did.</summary>
    public double? FirstContent { get; init; }

    /// <summary>When the answer had ended, or failed.</summary>
    public required double Finished { get; init; }

    /// <summary>Seconds between two chunks with content: chunks, not tokens.</summary>
    public IReadOnlyList<double> Gaps { get; init; } = [];

    /// <summary>Tokens of the prompt, as the engine counted them.</summary>
    public int InputTokens { get; init; }

    /// <summary>Tokens of the answer, as the engine counted them.</summary>
    public int OutputTokens { get; init; }

    /// <summary>
    /// Tokens of the prompt that the engine took from a prefix cache; <see langword="null"/> where it does not say.
    /// </summary>
    public int? CachedTokens { get; init; }

    /// <summary>Why there is no answer; <see langword="null"/> where there is one.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the answer came to its end.</summary>
    public bool IsComplete => Error is null;

    /// <summary>Seconds from when it was due to its end.</summary>
    public double Latency => Finished - Due;

    /// <summary>Seconds to the first content (TTFT).</summary>
    public double? TimeToFirstToken => FirstContent - Due;

    /// <summary>Seconds per token after the first (TPOT); an answer of one token has none.</summary>
    public double? TimePerOutputToken => OutputTokens > 1 ? (Finished - FirstContent) / (OutputTokens - 1) : null;
}
