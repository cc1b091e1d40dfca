using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Performance.Serving;

/// <summary>What a prediction hangs on: one figure changed, all others kept.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Low">The answer with a smaller figure.</param>
/// <param name="High">The answer with a larger one.</param>
public sealed record Sensitivity(string Figure, double Low, double High)
{
    /// <summary>The difference that the figure makes.</summary>
    public double Span => Math.Abs(High - Low);

    /// <summary>
    /// Changes every figure of the hardware and of the engine by a share, each in turn; what matters most comes first.
    /// </summary>
    /// <param name="hardware">The device.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="share">How much is taken off and added: 0.2 for a fifth.</param>
    /// <param name="answer">What is asked: a throughput, a speedup, a price.</param>
    public static IReadOnlyList<Sensitivity> Of(
        HardwareDescription hardware,
        EngineDescription engine,
        double share,
        Func<HardwareDescription, EngineDescription, double> answer
    )
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        (string Name, Func<double, HardwareDescription> With)[] figures =
        [
            ("memory bandwidth", by => hardware with { BandwidthGbS = By(hardware.BandwidthGbS, by) }),
            ("rate of products", by => hardware with { ProductTflopS = By(hardware.ProductTflopS, by) }),
            ("link between devices", by => hardware with { LinkGbS = By(hardware.LinkGbS, by) }),
        ];
        var named = engine.Parameters.Named();
        return
        [
            .. figures
                .Select(figure => new Sensitivity(
                    figure.Name,
                    answer(figure.With(1 - share), engine),
                    answer(figure.With(1 + share), engine)
                ))
                .Concat(
                    named.Select(
                        (parameter, i) =>
                            new Sensitivity(
                                parameter.Name,
                                answer(hardware, With(engine, i, 1 - share)),
                                answer(hardware, With(engine, i, 1 + share))
                            )
                    )
                )
                .OrderByDescending(one => one.Span),
        ];
    }

    private static SourcedFigure By(SourcedFigure figure, double factor) =>
        figure with
        {
            Value = figure.Value * factor,
        };

    private static EngineDescription With(EngineDescription engine, int changed, double factor) =>
        engine with
        {
            Parameters = engine.Parameters.With([
                .. engine.Parameters.Figures.Select(
                    (figure, i) => i == changed ? figure with { Value = figure.Value * factor } : figure
                ),
            ]),
        };
}
