using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>Mixtral: a softmax router, always renormalised.</summary>
internal sealed class MixtralFamily : ConfigFamily
{
    public override string Name => "MixtralForCausalLM";

    public override string ModelType => "mixtral";

    public override ModelConfig Read(ConfigReader reader)
    {
        var router = new RouterRule(
            CommonConfig.Experts(reader, "num_local_experts", "num_experts"), CommonConfig.ActiveExperts(reader), Scoring.Softmax)
        {
            Renormalise = true,
            RenormaliseEpsilon = 0,
        };
        reader.Only("sliding_window", "null", !reader.Has("sliding_window"));
        return CommonConfig.Read(reader, this, GqaReader.Read(reader), new MoeConfig(router, reader.Size("intermediate_size"), 0));
    }
}
