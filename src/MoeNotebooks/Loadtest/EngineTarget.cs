using MoeNotebooks.Errors;
using MoeNotebooks.Inference;

namespace MoeNotebooks.Loadtest;

/// <summary>
/// An engine in this process, asked without a server between: each token is a part of the answer. It has no prefix
/// cache.
/// </summary>
/// <param name="engine">The engine; stays the caller's.</param>
internal sealed class EngineTarget(InferenceEngine engine) : ILoadTarget
{
    public async Task<LoadAnswer> AskAsync(
        int[] prompt,
        int outputTokens,
        Action onContent,
        CancellationToken cancellation
    )
    {
        var request = new GenerationRequest(prompt) { MaxNewTokens = outputTokens, StopIds = [] };
        var tokens = 0;
        try
        {
            await foreach (var _ in engine.StreamAsync(request, cancellation))
            {
                onContent();
                tokens++;
            }
        }
        catch (Exception error) when (error is MoeBusyException or MoeDataException)
        {
            throw new LoadRequestException(error.Message, error);
        }

        return new(prompt.Length, tokens, CachedTokens: 0);
    }
}
