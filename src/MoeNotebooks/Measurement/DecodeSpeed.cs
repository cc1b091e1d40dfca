using System.Diagnostics;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Measurement;

/// <summary>How fast a model decodes on this machine.</summary>
internal static class DecodeSpeed
{
    private const int Repeats = 3;

    /// <summary>
    /// Tokens per second of several ways to route, in turn and the best of three: other programs only ever make it
    /// slower.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="ways">Policies and masks.</param>
    /// <param name="prompts">Token ids of the sequences that decode together.</param>
    /// <param name="tokens">New tokens of each.</param>
    /// <returns>One number per way.</returns>
    public static IReadOnlyList<double> TokensPerSecond(
        MoeModel model,
        IReadOnlyList<(RoutingPolicy Policy, ExpertMask? Mask)> ways,
        IReadOnlyList<IReadOnlyList<int>> prompts,
        int tokens = 16
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ways);
        ArgumentNullException.ThrowIfNull(prompts);
        var best = new double[ways.Count];
        for (var repeat = 0; repeat <= Repeats; repeat++) // the first warms up
        {
            foreach (var (i, (policy, mask)) in ways.Index())
            {
                var options = new GenerationOptions { MaxNewTokens = tokens, StopIds = [] };
                long first = 0;
                Generator.Generate(model, prompts, options, policy, mask, (_, _) =>
                    first = first == 0 ? Stopwatch.GetTimestamp() : first
                );
                // Behind the prompts
                var speed = (double)prompts.Count * (tokens - 1) / Stopwatch.GetElapsedTime(first).TotalSeconds;
                best[i] = repeat == 0 ? 0 : Math.Max(best[i], speed);
            }
        }

        return best;
    }
}
