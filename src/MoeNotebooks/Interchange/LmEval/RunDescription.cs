using MoeNotebooks.Evaluation;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>What a run was: everything a reader needs to do it again.</summary>
internal sealed record RunDescription
{
    /// <summary>The model as the user named it.</summary>
    public required string Model { get; init; }

    /// <summary>Parameters, all experts counted.</summary>
    public required long Parameters { get; init; }

    /// <summary>SHA-256 of the checkpoint's weights.</summary>
    public required string WeightsDigest { get; init; }

    /// <summary>SHA-256 of config.json.</summary>
    public required string ConfigDigest { get; init; }

    /// <summary>SHA-256 of tokenizer.json.</summary>
    public required string TokenizerDigest { get; init; }

    /// <summary>How many experts each layer uses.</summary>
    public required RoutingPolicy Policy { get; init; }

    /// <summary>
    /// The policy in numbers: active experts of each MoE layer, the most where each token has its own number.
    /// </summary>
    public required IReadOnlyList<int> ActiveExperts { get; init; }

    /// <summary>
    /// Experts per token that were counted under an adaptive policy; <see langword="null"/> where the policy fixes the
    /// number.
    /// </summary>
    public double? MeasuredExperts { get; init; }

    /// <summary>
    /// Experts that some token of a step used, the mean over steps and MoE layers; <see langword="null"/> where they
    /// were not counted.
    /// </summary>
    public double? DistinctExperts { get; init; }

    /// <summary>Tokens of a step; <see langword="null"/> where all that ran together was one.</summary>
    public int? StepTokens { get; init; }

    /// <summary>A decode step's predicted milliseconds with the experts counted, and the same in words;
    /// <see langword="null"/> where no step was asked for.</summary>
    public (double Milliseconds, string Text)? PredictedStep { get; init; }

    /// <summary>Answers in the model's own words; empty where none were asked for.</summary>
    public IReadOnlyList<ExactMatchResult> Written { get; init; } = [];

    /// <summary>The experts that were kept; <see langword="null"/> for all.</summary>
    public ExpertMask? Mask { get; init; }

    /// <summary>
    /// SHA-256 of what pruned experts gave in place of running; <see langword="null"/> where all ran.
    /// </summary>
    public string? ConstantsDigest { get; init; }

    /// <summary>The type computed in: <c>float32</c> or <c>bfloat16</c>.</summary>
    public required string DType { get; init; }

    /// <summary>Where: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Whether a BOS token was prefixed, and why.</summary>
    public required string BosRule { get; init; }

    /// <summary>BOS token and id; <see langword="null"/> where the tokenizer has none.</summary>
    public (string Text, int Id)? Bos { get; init; }

    /// <summary>EOS token and id; <see langword="null"/> where the tokenizer has none.</summary>
    public (string Text, int Id)? Eos { get; init; }

    /// <summary>Tokens beyond which contexts were cut from the left.</summary>
    public required int MaxLength { get; init; }

    /// <summary>
    /// What the scorer could take: longer questions were cut from the left, and are named in the results.
    /// </summary>
    public ScoringLimits Limits { get; init; }

    /// <summary>Tokens in a batch.</summary>
    public required int TokensInBatch { get; init; }

    /// <summary>The limit on documents a task; <see langword="null"/> for none.</summary>
    public int? Limit { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Versions of what computed it, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }
}
