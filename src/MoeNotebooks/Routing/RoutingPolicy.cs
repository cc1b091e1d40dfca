using System.Text.Json.Serialization;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Routing;

/// <summary>
/// How many experts a token uses in each MoE layer, and what becomes of the weights of those that stay: a value that
/// compares, prints, has a JSON form (<see cref="RoutingPolicyJson"/>) and knows no model. Here the number is the same
/// for every token; an <see cref="AdaptivePolicy"/> decides it for each.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "policy")]
[JsonDerivedType(typeof(TrainedTopK), "trained")]
[JsonDerivedType(typeof(TopK), "topK")]
[JsonDerivedType(typeof(PerLayer), "perLayer")]
[JsonDerivedType(typeof(Allocation), "allocation")]
[JsonDerivedType(typeof(RelativeThreshold), "relativeThreshold")]
[JsonDerivedType(typeof(CumulativeMass), "cumulativeMass")]
[JsonDerivedType(typeof(MedianRatio), "medianRatio")]
[JsonDerivedType(typeof(EntropyBins), "entropyBins")]
[JsonDerivedType(typeof(BatchPiggyback), "batchPiggyback")]
[JsonDerivedType(typeof(BatchBudget), "batchBudget")]
[JsonDerivedType(typeof(SimilarityReroute), "similarityReroute")]
public abstract record RoutingPolicy
{
    /// <summary>The model as it was trained.</summary>
    public static RoutingPolicy Trained { get; } = new TrainedTopK();

    /// <summary>The rule for the weights of the experts that stay.</summary>
    /// <value>The default value is <see cref="SkippedWeights.ArchitectureDefault"/>.</value>
    [JsonPropertyOrder(100)]
    public SkippedWeights Weights { get; init; }

    /// <summary>The policy in a few words, without the weights' rule.</summary>
    [JsonIgnore]
    protected abstract string Name { get; }

    /// <summary>
    /// The number of experts a token uses in each MoE layer; for an <see cref="AdaptivePolicy"/> the most it can use.
    /// </summary>
    /// <param name="moeLayers">How many MoE layers the model has.</param>
    /// <param name="trained">The number it was trained with.</param>
    /// <returns>One number per MoE layer, each at least 1; the model checks them against its number of
    /// experts.</returns>
    /// <exception cref="MoeUsageException">The policy does not fit a model with so many MoE layers.</exception>
    public abstract int[] ActiveExperts(int moeLayers, int trained);

    /// <summary>
    /// The policy in a few words: all of it, so that two policies that differ in anything differ here.
    /// </summary>
    public sealed override string ToString() => Name + RoutingText.Rule(Weights);

    /// <summary>Text for people: the numbers of experts at the ends and turning points, such as "6→2 over 26 layers,
    /// mean 4.0", or, where every token has its own, "at most 6 over 26 layers: threshold 0.4, at least 2".</summary>
    /// <param name="moeLayers">How many MoE layers the model has.</param>
    /// <param name="trained">The number of experts it was trained with.</param>
    public string Describe(int moeLayers, int trained)
    {
        var active = ActiveExperts(moeLayers, trained);
        return (this is AdaptivePolicy ? RoutingText.AtMost(active) + ": " + Name : RoutingText.Describe(active))
            + RoutingText.Rule(Weights);
    }

    /// <summary>
    /// What somebody who uses this policy with such a model should know, in a sentence; <see langword="null"/> for
    /// nothing.
    /// </summary>
    /// <param name="moeLayers">How many MoE layers the model has.</param>
    public virtual string? Notice(int moeLayers) => null;

    /// <summary>Refuses a number of experts below one.</summary>
    /// <param name="what">What the number is called.</param>
    /// <param name="value">The number.</param>
    private protected static int AtLeastOne(string what, int value) =>
        value >= 1 ? value : throw new MoeUsageException(what, $"is {value}; a token uses at least 1 expert");
}
