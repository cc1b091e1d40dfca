using System.Runtime.CompilerServices;
using MoeNotebooks.Inference.Batching;

namespace MoeNotebooks.Inference;

/// <summary>
/// A request that an <see cref="InferenceEngine"/> has taken: its tokens as they come, and what is known of it in the
/// end.
/// </summary>
public sealed class Generation
{
    private readonly Sequence _sequence;

    internal Generation(Sequence sequence) => _sequence = sequence;

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request => _sequence.Request;

    /// <summary>Why it ended; <see langword="null"/> while it runs.</summary>
    public FinishReason? Finish => _sequence.Finish;

    /// <summary>Ends when the generation does, however that is.</summary>
    public Task Ended => _sequence.Ended;

    /// <summary>How likely the prompt's tokens were, each after those before it: one entry a token, the first
    /// <see langword="null"/>; with <see cref="GenerationRequest.PromptScores"/>, once the first new token has come or
    /// the generation has ended.</summary>
    public IReadOnlyList<GeneratedToken?> PromptScores => _sequence.PromptScores;

    /// <summary>
    /// Which experts its tokens used, with <see cref="GenerationRequest.RoutedExperts"/>, once it has ended; else
    /// <see langword="null"/>.
    /// </summary>
    public RoutedExpertTable? RoutedExperts => _sequence.Finish is null ? null : _sequence.Experts?.ToTable();

    /// <summary>
    /// The new tokens as they come, a stop token included. They are read once; who stops reading, cancels.
    /// </summary>
    /// <param name="cancellation">Cancels the generation: it leaves the batch before the next step.</param>
    /// <exception cref="Errors.MoeException">The generation failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<GeneratedToken> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        try
        {
            while (await _sequence.Tokens.Reader.WaitToReadAsync(cancellation))
            {
                while (_sequence.Tokens.Reader.TryRead(out var token))
                {
                    yield return token;
                }
            }
        }
        finally
        {
            Cancel();
        }
    }

    /// <summary>Ends it: it leaves the batch before the next step. Without effect once it has ended.</summary>
    public void Cancel() => _sequence.Cancel();
}
