using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Models;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>What a decode step would take with the experts that were counted.</summary>
internal static class Forecasts
{
    public static DecodeForecast Of(MoeModel model, string name, SweepPoint point, ExpertMask? mask, int stepTokens) =>
        Of(model, name, point.Policy, point.MeasuredExperts, point.DistinctExperts, mask, stepTokens);

    public static DecodeForecast Of(
        MoeModel model,
        string name,
        RoutingPolicy policy,
        double? perToken,
        double? distinct,
        ExpertMask? mask,
        int stepTokens
    )
    {
        var served = ServedModel.Of(model.Config, name);
        return DecodeForecast.Of(
            served,
            ExpertLoad.Counted(served, policy, perToken, distinct, mask, model.MoeLayers),
            stepTokens
        );
    }
}
