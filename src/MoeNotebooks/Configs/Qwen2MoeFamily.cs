namespace MoeNotebooks.Configs;

/// <summary>
/// Qwen1.5-MoE and Qwen2-MoE: biases on q, k and v; a softmax router; one shared expert behind a sigmoid gate.
/// </summary>
internal sealed class Qwen2MoeFamily : ConfigFamily
{
    public override string Name => "Qwen2MoeForCausalLM";

    public override string ModelType => "qwen2_moe";

    public override FamilyDefaults Defaults { get; } =
        new(Theta: 10_000, RmsNormEpsilon: 1e-6, MaxPositions: 32_768) { WindowNeedsFlag = true };

    public override ModelConfig Read(ConfigReader reader)
    {
        var router = SoftmaxRouter.Read(reader, Defaults);
        var attention = GqaReader.Read(reader, Defaults) with { InputBias = reader.Flag("qkv_bias", true) };
        var moe = new MoeConfig(
            router,
            reader.Size("moe_intermediate_size"),
            reader.Size("shared_expert_intermediate_size")
        )
        {
            SharedIsGated = true,
        };
        return QwenLayers.Read(reader, CommonConfig.Read(reader, this, attention, moe));
    }
}
