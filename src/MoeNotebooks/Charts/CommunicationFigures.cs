using System.Globalization;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Charts;

/// <summary>Section 4.2 of the paper: what devices send each other for one MoE layer.</summary>
public static class CommunicationFigures
{
    /// <summary>
    /// Expert parallelism's volume as a share of tensor parallelism's, by the bounds and as really sent, against the
    /// number of devices.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="models">Models under <c>data/configs</c>.</param>
    /// <param name="devices">Numbers of devices, at least 2.</param>
    /// <param name="links">The links whose ratio is marked: below it, expert parallelism is faster across nodes than
    /// tensor parallelism inside one.</param>
    /// <param name="format">How tokens travel.</param>
    public static Figure Shares(
        string title,
        IReadOnlyList<string> models,
        IReadOnlyList<int> devices,
        NodeLinks links,
        TokenFormat format
    )
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(format);
        var series = models.SelectMany(
            (model, place) =>
            {
                CrossingCase[] cases =
                [
                    .. devices
                        .Where(count => CrossingCase.Of(model, 1).Rule.Experts % count == 0)
                        .Select(count => CrossingCase.Of(model, count)),
                ];
                return new[]
                {
                    Share($"{model}, sent", cases, one => one.Share(format)) with
                    {
                        Colour = place,
                        Mark = Mark.PointsAndLine,
                    },
                    Share($"{model}, bound", cases, one => one.BoundShare) with
                    {
                        Colour = place,
                        Mark = Mark.Line,
                    },
                };
            }
        );
        return new(title, Devices(devices), new Axis("share of tensor parallelism's bytes", Log: true), [.. series])
        {
            Guides =
            [
                new Guide(
                    links.Ratio,
                    false,
                    string.Create(CultureInfo.InvariantCulture, $"links: {100 * links.Ratio:0} %")
                ),
            ],
        };
    }

    /// <summary>Devices that a token is sent to, counted with a model's own router beside uniform routing.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="rule">The model's experts and groups.</param>
    /// <param name="counted">What was counted.</param>
    /// <param name="kind">Where the counts come from.</param>
    public static Figure DevicesPerToken(
        string title,
        RouterRule rule,
        IReadOnlyList<DispatchTally> counted,
        ResultKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(counted);
        double[] x = [.. counted.Select(tally => (double)tally.Devices)];
        return new(
            title,
            Devices([.. counted.Select(tally => tally.Devices)]),
            new Axis("devices per token") { From = 0, To = rule.TrainedTopK + 1 },
            [
                new("its own router", kind, x, [.. counted.Select(tally => tally.Mean)])
                {
                    Low = [.. counted.Select(tally => tally.Mean - (1.96 * tally.StandardError))],
                    High = [.. counted.Select(tally => tally.Mean + (1.96 * tally.StandardError))],
                },
                new(
                    "uniform routing",
                    ResultKind.Predicted,
                    x,
                    [.. counted.Select(tally => DevicesHit.Expected(rule, rule.TrainedTopK, tally.Devices))]
                )
                {
                    Mark = Mark.Line,
                },
            ]
        )
        {
            Guides = [new Guide(rule.TrainedTopK, false, "experts per token: the bound")],
        };
    }

    private static Series Share(string name, IReadOnlyList<CrossingCase> cases, Func<CrossingCase, double> share) =>
        Series.Of(name, ResultKind.Predicted, cases.Select(one => ((double)one.Devices, share(one))));

    private static Axis Devices(IReadOnlyList<int> devices) =>
        new("devices", Log: true)
        {
            Ticks = [.. devices.Select(count => (double)count)],
            TickTexts = [.. devices.Select(count => count.ToString(CultureInfo.InvariantCulture))],
        };
}
