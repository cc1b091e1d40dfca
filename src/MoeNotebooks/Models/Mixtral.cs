using MoeNotebooks.Configs;

namespace MoeNotebooks.Models;

/// <summary>Mixtral: few wide experts; a softmax router, always renormalised; no shared expert.</summary>
internal sealed class Mixtral : Architecture
{
    private const string Block = "block_sparse_moe.";

    public override string Name => "MixtralForCausalLM";

    public override ExpertNames Routed { get; } = new(Block + "experts", "w1", "w3", "w2");

    public override IEnumerable<ParameterSpec> LayerParameters(ModelConfig config, int layer) =>
        [
            .. DecoderLayer.Parameters(config),
            .. GqaAttention.Parameters((GqaConfig)config.Attention, config.HiddenSize),
            .. Router.Parameters(Block + "gate", config),
            .. Routed.Parameters(config),
        ];

    public override DecoderLayer Build(ModelConfig config, int layer, LayerWeights weights) =>
        new(
            config,
            layer,
            weights,
            new GqaAttention((GqaConfig)config.Attention, weights, config.RmsNormEpsilon),
            new MoeLayer(
                Router.From(weights, Block + "gate", config.Moe),
                weights.Experts(Routed, config),
                shared: null
            )
        );

    /// <summary>Transformers 5 calls the block <c>mlp</c>, as in the other families.</summary>
    public override IEnumerable<string> Aliases(string name) => [name.Replace(Block, "mlp.", StringComparison.Ordinal)];
}
