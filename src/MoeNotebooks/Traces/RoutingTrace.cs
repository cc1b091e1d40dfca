using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Traces;

/// <summary>Which experts the tokens of some texts used, layer by layer and step by step; recorded while a model ran,
/// or read from a file or an engine.</summary>
/// <param name="Header">What it is of.</param>
/// <param name="Blocks">What each layer decided in each step, in the order it ran.</param>
public sealed record RoutingTrace(TraceHeader Header, IReadOnlyList<TraceBlock> Blocks)
{
    /// <summary>Whether the router's outputs were recorded, which <see cref="Replay"/> needs.</summary>
    public bool HasLogits => Blocks.Count > 0 && Blocks[0].Logits is not null;

    /// <summary>Runs texts through a model, one step each, and records what its routers decide.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Token ids, each sequence by itself and not empty.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="logits">Whether to keep the router's outputs too.</param>
    /// <param name="progress">Shows how far it is; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellation">Stops between two sequences.</param>
    /// <exception cref="MoeUsageException">There is no sequence, or one is empty.</exception>
    public static RoutingTrace Record(
        MoeModel model,
        IReadOnlyList<int[]> sequences,
        RoutingPolicy? policy = null,
        ExpertMask? mask = null,
        bool logits = false,
        IProgressReporter? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0 || sequences.Any(sequence => sequence.Length == 0))
        {
            throw new MoeUsageException("trace", sequences.Count == 0 ? "has no text" : "has a text without a token");
        }

        var blocks = new List<TraceBlock>();
        using var recorder = new TraceRecorder(blocks.Add, logits);
        var routing = model.Route(policy, mask, recorder);
        using var task = (progress ?? ProgressReporter.Silent).Begin("Routing texts", sequences.Count, "texts");
        foreach (var sequence in sequences)
        {
            cancellation.ThrowIfCancellationRequested();
            model.Show(sequence, routing);
            task.Advance();
        }

        recorder.Finish();
        return new(TraceHeader.Of(model, policy), blocks);
    }

    /// <summary>
    /// Reads a trace that <see cref="TraceWriter"/> wrote, or another tool in its form; lists' elements may have any
    /// name.
    /// </summary>
    /// <param name="path">The Parquet file.</param>
    /// <param name="cancellation">Stops between two groups of rows.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">It is damaged or no trace, or a token uses an expert twice or one that is not
    /// there.</exception>
    public static Task<RoutingTrace> ReadAsync(string path, CancellationToken cancellation = default) =>
        TraceReader.ReadAsync(path, cancellation);

    /// <summary>Writes it as a Parquet file.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path)
    {
        using var writer = new TraceWriter(path, Header);
        foreach (var block in Blocks)
        {
            writer.Add(block);
        }

        writer.Complete();
    }

    /// <summary>What was used how often.</summary>
    public RoutingSummary Summary()
    {
        var summary = new RoutingSummary(Header);
        foreach (var block in Blocks)
        {
            summary.Add(block);
        }

        return summary;
    }

    /// <summary>
    /// Decides every block anew under another policy, without the model, by the code that the model's routers run. In
    /// the first MoE layer that is what the model would
    /// decide; in later ones it is what it would decide about the tokens as they were recorded: under another policy
    /// they would arrive slightly changed.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <returns>The same tokens, with the policy's experts and weights, and with the router's outputs.</returns>
    /// <exception cref="MoeUsageException">The router's outputs were not recorded, or the policy does not fit the
    /// model.</exception>
    public RoutingTrace Replay(RoutingPolicy policy, ExpertMask? mask = null) =>
        Decided(policy, new(Header, policy, mask), replay => replay.Decide(Blocks));

    /// <summary>
    /// <see cref="Replay(RoutingPolicy, ExpertMask?)"/> as an engine would decode: the tokens of the whole trace are
    /// dealt out like cards into steps of so many, which a <see cref="StepPolicy"/> decides about together and in which
    /// <see cref="LayerUse.DistinctPerStep"/> counts.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="stepTokens">Tokens of a step, at most.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <returns>One block per step and layer, without the router's outputs.</returns>
    /// <exception cref="MoeUsageException">The router's outputs were not recorded, a step is empty, or the policy does
    /// not fit the model.</exception>
    public RoutingTrace ReplayInSteps(RoutingPolicy policy, int stepTokens, ExpertMask? mask = null) =>
        stepTokens >= 1
            ? Decided(policy, new(Header, policy, mask, stepTokens), replay => replay.Deal(Blocks))
            : throw new MoeUsageException("step", $"has {stepTokens} tokens; at least 1 is needed");

    private RoutingTrace Decided(
        RoutingPolicy policy,
        TraceReplay replay,
        Func<TraceReplay, IReadOnlyList<TraceBlock>> decide
    ) =>
        HasLogits
            ? new(
                Header with
                {
                    Policy = policy.ToString(),
                    Repeats = policy is AdaptivePolicy { KeepsScores: true },
                },
                decide(replay)
            )
            : throw new MoeUsageException(
                "trace",
                "holds only what was used: deciding anew needs the router's outputs",
                "Record it with them (moe eval --trace FILE --trace-logits); engines do not return them"
            );
}
