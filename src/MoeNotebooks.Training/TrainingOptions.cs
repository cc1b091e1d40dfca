using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Training;

/// <summary>How the mini model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// Parts of a batch, each on a thread of its own. Fixed, so that the result does not depend on the machine's cores.
    /// </summary>
    public const int Shards = 2;

    /// <summary>Decides the first weights and the order of texts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Tokens of the whole run, padding not counted.</summary>
    public long Tokens { get; init; } = 5_000_000;

    /// <summary>Rows per shard; a step has <see cref="Shards"/> of them.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>Tokens per row.</summary>
    public int Length { get; init; } = 128;

    /// <summary>Peak rate of AdamW (embedding, head, norms).</summary>
    public double AdamRate { get; init; } = 1.5e-3;

    /// <summary>The router's rate relative to AdamW's.</summary>
    public double RouterRate { get; init; } = 1;

    /// <summary>
    /// Peak rate of Muon (every other matrix). Steps of 2,000 tokens are noisy; docs/mini-models.md has what higher
    /// rates did.
    /// </summary>
    public double MuonRate { get; init; } = 0.004;

    /// <summary>Weight decay, relative to the rate.</summary>
    public double Decay { get; init; } = 0.05;

    /// <summary>Weight of the load-balancing loss (softmax routers).</summary>
    public double Balance { get; init; } = 0.0003;

    /// <summary>Steps in which texts to be read come first, before facts.</summary>
    public int FirstSteps { get; init; } = 400;

    /// <summary>Steps until as few passages are easy as will be: <see cref="TextStage"/>.</summary>
    public int EasySteps { get; init; } = 800;

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmUp { get; init; } = 150;

    /// <summary>The rate at the end, relative to the peak.</summary>
    public double Floor { get; init; } = 0.02;

    /// <summary>
    /// How much a step moves the selection bias of an expert that is used too often or too seldom (sigmoid routers).
    /// </summary>
    public double BiasRate { get; init; } = 0.0003;

    /// <summary>Steps of the whole run.</summary>
    public long Steps => Math.Max(1, (long)(Tokens / (Shards * (double)Rows * Length * FilledShare)));

    // the share of places that packing fills
    private const double FilledShare = 0.97;

    /// <summary>What the texts of a step are like.</summary>
    /// <param name="step">The step, from 1.</param>
    public TextStage Stage(long step) => TextStage.At(step, FirstSteps, EasySteps);

    /// <summary>The rate's factor at a step: linear warm-up, then in a line down to the floor.</summary>
    /// <param name="step">The step, from 1.</param>
    public double Factor(long step) => Math.Min((double)step / WarmUp, 1 - ((1 - Floor) * step / Steps));
}
