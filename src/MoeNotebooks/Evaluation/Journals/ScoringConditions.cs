using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Everything beside the question itself that can change an answer, and nothing that cannot.</summary>
/// <remarks>
/// Allocations that give every layer the same number of experts are one condition, whatever they are called. Batch
/// size, threads and order are not part of it: they change answers by rounding only.
/// </remarks>
public sealed record ScoringConditions
{
    /// <summary>The version of this kit's scoring; raised when the same input would give other answers.</summary>
    public const int CurrentScoringVersion = 1;

    /// <summary>
    /// What computed the answers: <c>moe</c>, <c>openai</c>, or <c>lm-eval 0.4.13</c> for imported ones.
    /// </summary>
    public required string Engine { get; init; }

    /// <summary>The version of the scoring.</summary>
    /// <value>The default value is <see cref="CurrentScoringVersion"/>.</value>
    public int ScoringVersion { get; init; } = CurrentScoringVersion;

    /// <summary>Digest of the model's weights and config; the model's name where a remote engine hides them.</summary>
    public required string Model { get; init; }

    /// <summary>Digest of the tokenizer.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>The type the model computes in: <c>f32</c>, <c>bf16</c>.</summary>
    public required string DType { get; init; }

    /// <summary>How a beginning-of-sequence token is added.</summary>
    public required string BosRule { get; init; }

    /// <summary>Active experts of each MoE layer, the most where each token has its own number; <see langword="null"/>
    /// where the engine was started with its own.</summary>
    public IReadOnlyList<int>? Experts { get; init; }

    /// <summary>The JSON form of a policy that decides for every token; <see langword="null"/> where
    /// <see cref="Experts"/> and <see cref="Weights"/> say all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Adaptive { get; init; }

    /// <summary>The rule for the weights of experts that stay.</summary>
    public SkippedWeights Weights { get; init; }

    /// <summary>The pruning mask as canonical text or its digest; <see langword="null"/> for none.</summary>
    public string? Pruning { get; init; }

    /// <summary>Examples before each question.</summary>
    public int FewShot { get; init; }

    /// <summary>Tokens beyond which a context is cut from the left; <see langword="null"/> if nothing is cut.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What the layers run on: <c>cpu</c>, <c>cuda</c>, or how many on each; in 16 bits their answers differ.
    /// An engine elsewhere runs <c>as served</c>.</summary>
    public required string Device { get; init; }

    /// <summary>
    /// How routed experts are computed, in <see cref="Models.ExpertBackend"/>'s words; <see langword="null"/> where
    /// that is not known.
    /// </summary>
    public string? ExpertBackend { get; init; }

    /// <summary>Whether an answer depends on what else ran at once, which the key does not hold: such answers are
    /// neither kept in a store nor taken from one.</summary>
    [JsonIgnore]
    public bool DependsOnBatch { get; private init; }

    /// <summary>The same under a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="moeLayers">How many MoE layers the model has.</param>
    /// <param name="trained">Active experts that it was trained with.</param>
    public ScoringConditions Under(RoutingPolicy policy, int moeLayers, int trained)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return this with
        {
            Experts = policy.ActiveExperts(moeLayers, trained),
            Weights = policy.Weights,
            Adaptive = policy is AdaptivePolicy ? RoutingPolicyJson.Write(policy) : null,
            DependsOnBatch = policy is StepPolicy,
        };
    }

    /// <summary>The conditions as one line of JSON: the same conditions always give the same text.</summary>
    [JsonIgnore]
    public string Key => JsonSerializer.Serialize(this, JournalJson.Canonical.ScoringConditions);

    /// <summary>Reads what <see cref="Key"/> wrote.</summary>
    /// <param name="key">The text.</param>
    /// <exception cref="JsonException">It is not the JSON of conditions.</exception>
    public static ScoringConditions Parse(string key)
    {
        var read = JsonSerializer.Deserialize(key, JournalJson.Canonical.ScoringConditions)
            ?? throw new JsonException("null in place of conditions");
        return read with { DependsOnBatch = read.Adaptive is { } policy && IsStepPolicy(policy) };
    }

    /// <summary>A policy of a later version, which cannot be read here, is no reason to refuse a whole store.</summary>
    private static bool IsStepPolicy(string json)
    {
        try
        {
            return RoutingPolicyJson.Read(json) is StepPolicy;
        }
        catch (MoeDataException)
        {
            return false;
        }
    }
}
