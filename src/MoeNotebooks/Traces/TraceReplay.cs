using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Traces;

/// <summary>Decides the blocks of a trace under a policy.</summary>
/// <param name="header">What the trace is of.</param>
/// <param name="policy">The policy.</param>
/// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
/// <param name="stepTokens">Tokens of a step, which are dealt out of a block; <see langword="null"/> where a block is
/// one step.</param>
internal sealed class TraceReplay(TraceHeader header, RoutingPolicy policy, ExpertMask? mask, int? stepTokens = null)
{
    private readonly IReadOnlyDictionary<int, LayerRouting> _plan = RoutingPlan.Of(
        header.Rule,
        header.MoeLayers,
        policy,
        mask,
        observer: null
    );

    public IReadOnlyList<TraceBlock> Decide(IReadOnlyList<TraceBlock> blocks) => [.. blocks.Select(Decide)];

    /// <summary>
    /// Decides all tokens of a layer at once, and gives each step a block of its own, without the router's outputs.
    /// </summary>
    public IReadOnlyList<TraceBlock> Deal(IReadOnlyList<TraceBlock> blocks) =>
        [
            .. blocks
                .GroupBy(block => block.Layer)
                .SelectMany(layer => Steps(Decide(Whole(layer))))
                .OrderBy(block => block.Step)
                .ThenBy(block => block.Layer),
        ];

    private TraceBlock Decide(TraceBlock block)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var bias = header.Bias.TryGetValue(block.Layer, out var numbers) ? tensor(numbers.ToArray()) : null;
        var logits = tensor(block.Logits!, [block.Tokens.Count, header.Rule.Experts]); // [N, E]
        var routing = _plan[block.Layer] with { StepTokens = stepTokens };
        var (experts, weights) = new RouterDecision(header.Rule, bias).Decide(logits, [routing])[0]; // [N, k] each
        return block with
        {
            Slots = routing.K,
            Experts = [.. MemoryMarshal.Cast<byte, short>(experts.to_type(ScalarType.Int16).contiguous().bytes)],
            Weights = [.. MemoryMarshal.Cast<byte, float>(weights.contiguous().bytes)],
        };
    }

    private static TraceBlock Whole(IEnumerable<TraceBlock> layer)
    {
        TraceBlock[] blocks = [.. layer];
        float[] logits = [.. blocks.SelectMany(block => block.Logits!)];
        return new(0, blocks[0].Layer, 0, [.. Enumerable.Range(0, blocks.Sum(block => block.Tokens.Count))], [])
        {
            Logits = logits,
        };
    }

    /// <summary>Token i is in step i mod S, as <see cref="RankedSlots.StepTokens"/> deals them.</summary>
    private IEnumerable<TraceBlock> Steps(TraceBlock whole)
    {
        var steps = (whole.Tokens.Count + stepTokens!.Value - 1) / stepTokens.Value;
        return Enumerable
            .Range(0, steps)
            .Select(step =>
            {
                int[] rows =
                [
                    .. Enumerable
                        .Range(0, (whole.Tokens.Count - step + steps - 1) / steps)
                        .Select(i => step + (i * steps)),
                ];
                return whole with
                {
                    Step = step,
                    Tokens = [.. Enumerable.Range(0, rows.Length)],
                    Experts = Rows(whole.Experts, rows, whole.Slots),
                    Weights = Rows(whole.Weights!, rows, whole.Slots),
                    Logits = null,
                };
            });
    }

    private static T[] Rows<T>(T[] all, int[] rows, int width)
    {
        var some = new T[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
        {
            Array.Copy(all, rows[i] * width, some, i * width, width);
        }

        return some;
    }
}
