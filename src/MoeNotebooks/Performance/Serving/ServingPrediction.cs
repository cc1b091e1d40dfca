namespace MoeNotebooks.Performance.Serving;

/// <summary>What the cost model says about one workload.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Running">Requests that run together: fewer than asked for where the cache has no room.</param>
/// <param name="Decode">A decode step at the mean context.</param>
/// <param name="Prefill">A prefill step.</param>
/// <param name="Chunks">Prefill steps for the prompts of all running requests.</param>
/// <param name="Devices">Devices.</param>
/// <param name="Weak">Why this prediction may be off; <see langword="null"/> where the model was tested.</param>
public sealed record ServingPrediction(
    Workload Workload,
    int Running,
    StepCost Decode,
    StepCost Prefill,
    double Chunks,
    int Devices,
    string? Weak
)
{
    /// <summary>Seconds from the first prompt to the last answer of the requests that run together.</summary>
    public double CycleSeconds => (Workload.OutputTokens * Decode.Seconds) + PrefillSeconds;

    /// <summary>Seconds of all prompts' prefill.</summary>
    public double PrefillSeconds => Chunks * Prefill.Seconds;

    /// <summary>Input and output tokens per second, as the paper counts.</summary>
    public double TokensPerSecond => Running * (double)(Workload.InputTokens + Workload.OutputTokens) / CycleSeconds;

    /// <summary>Output tokens per second.</summary>
    public double OutputTokensPerSecond => Running * (double)Workload.OutputTokens / CycleSeconds;

    /// <summary>Dollars for a million output tokens.</summary>
    /// <param name="dollarsPerHour">The price of one device for an hour.</param>
    public double DollarsPerMillion(double dollarsPerHour) =>
        1e6 * dollarsPerHour * Devices / 3600 / OutputTokensPerSecond;
}
