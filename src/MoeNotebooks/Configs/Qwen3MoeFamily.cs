namespace MoeNotebooks.Configs;

/// <summary>
/// Qwen3-MoE: queries and keys normalised head by head; a softmax router, renormalised if the config says so.
/// </summary>
internal sealed class Qwen3MoeFamily : ConfigFamily
{
    public override string Name => "Qwen3MoeForCausalLM";

    public override string ModelType => "qwen3_moe";

    public override FamilyDefaults Defaults { get; } =
        new(Theta: 10_000, RmsNormEpsilon: 1e-6, MaxPositions: 32_768) { WindowNeedsFlag = true };

    public override ModelConfig Read(ConfigReader reader)
    {
        var router = SoftmaxRouter.Read(reader, Defaults);
        var bias = reader.Flag("attention_bias", false);
        var attention = GqaReader.Read(reader, Defaults) with
        {
            Norm = QueryKeyNorm.EachHead,
            InputBias = bias,
            OutputBias = bias,
        };
        var moe = new MoeConfig(router, reader.Size("moe_intermediate_size"), 0);
        return QwenLayers.Read(reader, CommonConfig.Read(reader, this, attention, moe));
    }
}
