using MoeNotebooks.Routing;

namespace MoeNotebooks.Configs;

/// <summary>
/// The router that Qwen's and OLMoE's configs describe: a softmax over all experts, renormalised if the config says so.
/// </summary>
internal static class SoftmaxRouter
{
    public static RouterRule Read(ConfigReader reader, FamilyDefaults defaults) =>
        new(
            CommonConfig.Experts(reader, "num_experts", "num_local_experts"),
            CommonConfig.ActiveExperts(reader),
            Scoring.Softmax
        )
        {
            Renormalise = reader.FlagOr("norm_topk_prob", defaults.Renormalise),
            RenormaliseEpsilon = 0,
        };
}
