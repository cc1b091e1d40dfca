namespace MoeNotebooks.Configs;

/// <summary>OLMoE: queries and keys normalised over the whole projection; a softmax router.</summary>
internal sealed class OlmoeFamily : ConfigFamily
{
    public override string Name => "OlmoeForCausalLM";

    public override string ModelType => "olmoe";

    public override FamilyDefaults Defaults { get; } = new(Theta: 10_000, RmsNormEpsilon: 1e-5, MaxPositions: 4096);

    public override ModelConfig Read(ConfigReader reader)
    {
        var router = SoftmaxRouter.Read(reader, Defaults);
        var bias = reader.Flag("attention_bias", false);
        var attention = GqaReader.Read(reader, Defaults) with
        {
            Norm = QueryKeyNorm.WholeProjection,
            InputBias = bias,
            OutputBias = bias,
            Clip = reader.Has("clip_qkv") ? reader.Positive("clip_qkv") : null,
        };
        return CommonConfig.Read(reader, this, attention, new MoeConfig(router, reader.Size("intermediate_size"), 0));
    }
}
