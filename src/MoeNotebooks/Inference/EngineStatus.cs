namespace MoeNotebooks.Inference;

/// <summary>How an <see cref="InferenceEngine"/> stands.</summary>
/// <param name="Running">Requests in the batch.</param>
/// <param name="Waiting">Requests that wait for a place in it.</param>
/// <param name="CacheTokensUsed">Tokens that running requests have room for in the cache.</param>
/// <param name="CacheTokens">Tokens that there is room for.</param>
/// <param name="Steps">Passes of the model since the start.</param>
/// <param name="PromptTokens">Tokens of prompts run since the start.</param>
/// <param name="NewTokens">Tokens generated since the start.</param>
public readonly record struct EngineStatus(
    int Running,
    int Waiting,
    long CacheTokensUsed,
    long CacheTokens,
    long Steps,
    long PromptTokens,
    long NewTokens
);
