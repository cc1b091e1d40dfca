namespace MoeNotebooks.Performance.Communication;

/// <summary>Section 4.2 of the paper: elements moved between devices by one MoE layer.</summary>
internal static class CommunicationVolume
{
    /// <summary>
    /// Tensor parallelism: a ring all-reduce of every token's hidden state, at least <c>2 (n_d - 1) L d</c>.
    /// </summary>
    /// <param name="devices">Devices, n_d.</param>
    /// <param name="tokens">Tokens processed together, L.</param>
    /// <param name="hidden">Hidden size, d.</param>
    public static double TensorParallel(int devices, double tokens, int hidden) =>
        2.0 * (devices - 1) * tokens * hidden;

    /// <summary>Expert parallelism: every token goes to its experts and comes back, at most <c>2 n_a L d</c>.</summary>
    /// <param name="activeExperts">Experts (or, with group-limited routing, devices) a token is sent to, n_a.</param>
    /// <param name="tokens">Tokens processed together, L.</param>
    /// <param name="hidden">Hidden size, d.</param>
    public static double ExpertParallel(int activeExperts, double tokens, int hidden) =>
        2.0 * activeExperts * tokens * hidden;
}
