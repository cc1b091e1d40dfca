namespace MoeNotebooks.Loadtest;

/// <summary>What a load test asks: an engine in this process, or one behind an address.</summary>
internal interface ILoadTarget
{
    /// <summary>Asks for an answer of so many tokens, greedily.</summary>
    /// <param name="prompt">Token ids.</param>
    /// <param name="outputTokens">Tokens of the answer.</param>
    /// <param name="onContent">Called as each part of the answer comes, however many tokens it holds.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the engine counted.</returns>
    /// <exception cref="LoadRequestException">There is no answer, or not a whole one; other requests may fare
    /// better.</exception>
    Task<LoadAnswer> AskAsync(int[] prompt, int outputTokens, Action onContent, CancellationToken cancellation);
}
