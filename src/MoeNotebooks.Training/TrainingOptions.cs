using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Training;

/// <summary>How the mini model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Parts of a batch, each on a thread of its own. Fixed, so that the result does not depend on the machine's cores.</summary>
    public const int Shards = 2;

    /// <summary>Decides the first weights and the order of texts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Tokens of the whole run, padding not counted.</summary>
    public long Tokens { get; init; } = 14_900_000;

    /// <summary>Rows per shard; a step has <see cref="Shards"/> of them.</summary>
    public int Rows { get; init; } = 12;

    /// <summary>Tokens per row.</summary>
    public int Length { get; init; } = 128;

    /// <summary>Peak rate of AdamW (embedding, head, norms).</summary>
    public double AdamRate { get; init; } = 3e-3;

    /// <summary>The router's rate relative to AdamW's: a slow router stays flat, so that more than the first expert matters.</summary>
    public double RouterRate { get; init; } = 0.3;

    /// <summary>Peak rate of Muon (every other matrix).</summary>
    public double MuonRate { get; init; } = 0.02;

    /// <summary>Weight decay, relative to the rate.</summary>
    public double Decay { get; init; } = 0.05;

    /// <summary>Weight of the load-balancing loss, DeepSeek-V2's own; with 0.01 soft counts ranked experts worse than chance (TRAINING.md).</summary>
    public double Balance { get; init; } = 0.003;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmUp { get; init; } = 150;

    /// <summary>The rate at the end, relative to the peak.</summary>
    public double Floor { get; init; } = 0.03;

    /// <summary>The share of steps in which facts come first: yes-or-no questions about a passage are learned late, when the rate falls.</summary>
    public double FactsShare { get; init; } = 0.4;

    /// <summary>The share of steps in which the rate falls slowly, as in a run <see cref="Stretch"/> times as long.</summary>
    public double SlowShare { get; init; } = 0.56;

    /// <summary>How many times as long.</summary>
    public double Stretch { get; init; } = 1.6108;

    /// <summary>Steps of the whole run.</summary>
    public long Steps => Math.Max(1, (long)(Tokens / (Shards * (double)Rows * Length * FilledShare)));

    // the share of places that packing fills
    private const double FilledShare = 0.97;

    /// <summary>The mix of texts at a step.</summary>
    /// <param name="step">The step, from 1.</param>
    public TextPhase Phase(long step) => step <= FactsShare * Steps ? TextPhase.Facts : TextPhase.FactsAndReading;

    /// <summary>The rate's factor at a step: linear warm-up, a cosine down to the floor, slow at first.</summary>
    /// <param name="step">The step, from 1.</param>
    public double Factor(long step)
    {
        var length = step <= SlowShare * Steps ? Stretch * Steps : Steps;
        return Math.Min(1.0, (double)step / WarmUp) * (Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * step / length)));
    }
}
