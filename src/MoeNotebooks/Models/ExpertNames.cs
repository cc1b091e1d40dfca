using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>How a family calls its routed experts' projections: one tensor per expert, or all experts fused.</summary>
/// <param name="Prefix">What stands before the expert's number.</param>
/// <param name="Gate">The gate projection, [I, h].</param>
/// <param name="Up">The up projection, [I, h].</param>
/// <param name="Down">The down projection, [h, I].</param>
internal sealed record ExpertNames(string Prefix, string Gate, string Up, string Down)
{
    /// <summary>[E, 2I, h], gate rows first: the form in which Transformers 5 holds experts in memory.</summary>
    public string FusedGateUp => Prefix + ".gate_up_proj";

    /// <summary>[E, h, I].</summary>
    public string FusedDown => Prefix + ".down_proj";

    public static ExpertNames Of(string prefix) => new(prefix, "gate_proj", "up_proj", "down_proj");

    public string One(int expert, string projection) => $"{Prefix}.{expert}.{projection}.weight";

    public IEnumerable<ParameterSpec> Parameters(ModelConfig config)
    {
        long inner = config.Moe.ExpertWidth,
            hidden = config.HiddenSize;
        for (var e = 0; e < config.Moe.Router.Experts; e++)
        {
            yield return new(One(e, Gate), [inner, hidden], ModelPart.Routed);
            yield return new(One(e, Up), [inner, hidden], ModelPart.Routed);
            yield return new(One(e, Down), [hidden, inner], ModelPart.Routed);
        }
    }

    public IEnumerable<ParameterSpec> FusedParameters(ModelConfig config)
    {
        long experts = config.Moe.Router.Experts,
            inner = config.Moe.ExpertWidth,
            hidden = config.HiddenSize;
        yield return new(FusedGateUp, [experts, 2 * inner, hidden], ModelPart.Routed);
        yield return new(FusedDown, [experts, hidden, inner], ModelPart.Routed);
    }
}
