using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>A router of 8 experts in two MoE layers, and what it decided about three tokens.</summary>
internal static class TinyRouter
{
    public static TraceHeader Header { get; } = new("tiny", new RouterRule(8, 3, Scoring.Softmax), [1, 2]);

    public static TraceBlock[] Blocks(bool logits) =>
        [
            .. Header.MoeLayers.Select(layer => new TraceBlock(0, layer, 3, [0, 1, 2], [0, 1, 2, 3, 4, 5, 7, 6, 0])
            {
                Weights = [.. Enumerable.Repeat(0.3f, 9)],
                Logits = logits ? [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i + layer))] : null,
            }),
        ];
}
