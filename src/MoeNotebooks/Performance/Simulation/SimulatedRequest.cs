namespace MoeNotebooks.Performance.Simulation;

/// <summary>What became of one request.</summary>
/// <param name="Request">The request.</param>
/// <param name="FirstToken">When its first token came, in seconds.</param>
/// <param name="Finished">When its last came.</param>
public readonly record struct SimulatedRequest(TraceRequest Request, double FirstToken, double Finished)
{
    /// <summary>Seconds to the first token (TTFT).</summary>
    public double TimeToFirstToken => FirstToken - Request.Arrival;

    /// <summary>Seconds per token after the first (TPOT); <see langword="null"/> for an answer of one token.</summary>
    public double? TimePerOutputToken =>
        Request.OutputTokens > 1 ? (Finished - FirstToken) / (Request.OutputTokens - 1) : null;
}
