using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>Mixtral: a softmax router, always renormalised.</summary>
internal sealed class MixtralFamily : ConfigFamily
{
    public override string Name => "MixtralForCausalLM";

    public override string ModelType => "mixtral";

    public override FamilyDefaults Defaults { get; } =
        new(Theta: 1_000_000, RmsNormEpsilon: 1e-5, MaxPositions: 131_072);

    public override ModelConfig Read(ConfigReader reader)
    {
        var router = new RouterRule(
            CommonConfig.Experts(reader, "num_local_experts", "num_experts"),
            CommonConfig.ActiveExperts(reader),
            Scoring.Softmax
        )
        {
            Renormalise = true,
            RenormaliseEpsilon = 0,
        };
        reader.Only("norm_topk_prob", "true", reader.Flag("norm_topk_prob", true));
        return CommonConfig.Read(
            reader,
            this,
            GqaReader.Read(reader, Defaults),
            new MoeConfig(router, reader.Size("intermediate_size"), 0)
        );
    }
}
