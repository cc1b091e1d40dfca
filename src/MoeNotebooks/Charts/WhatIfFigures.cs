using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Throughput against accuracy, and what a prediction hangs on.</summary>
public static class WhatIfFigures
{
    /// <summary>Accuracy (quoted) against throughput (predicted), with the points that nothing beats.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="tradeOffs">Every row of tables 10 and 2.</param>
    public static Figure Pareto(string title, TradeOffs tradeOffs)
    {
        ArgumentNullException.ThrowIfNull(tradeOffs);
        var front = TradeOffPoint.Front(tradeOffs.Skipping.Concat(tradeOffs.Pruning));
        return new(
            title,
            new Axis("input and output tokens per second (predicted)"),
            new Axis("six-task mean accuracy (%)"),
            [
                Points("skipping, table 10's accuracy", 0, tradeOffs.Skipping),
                Points("pruning, table 2's accuracy", 1, tradeOffs.Pruning),
                Points("beaten by none", 2, front) with
                {
                    Kind = ResultKind.Predicted,
                    Mark = Mark.Line,
                },
            ]
        )
        {
            Guides = [new Guide(tradeOffs.Baseline, false, "full model")],
        };
    }

    /// <summary>A tornado: how far the answer moves with each figure, in percent, what matters most first.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="answer">The answer with all figures as they are.</param>
    /// <param name="sensitivities">What changing each does.</param>
    public static Figure Tornado(string title, double answer, IReadOnlyList<Sensitivity> sensitivities)
    {
        ArgumentNullException.ThrowIfNull(sensitivities);
        // The first stands on top
        double[] places = [.. sensitivities.Select((_, place) => (double)(sensitivities.Count - place))];
        Series Side(string name, int colour, Func<Sensitivity, double> value) =>
            new(name, ResultKind.Predicted, [.. sensitivities.Select(one => 100 * ((value(one) / answer) - 1))], places)
            {
                Colour = colour,
            };
        return new(
            title,
            new Axis("change of the answer (%)"),
            new Axis(string.Empty)
            {
                Ticks = places,
                TickTexts = [.. sensitivities.Select(one => one.Figure.Replace('_', ' '))],
            },
            [Side("the figure is smaller", 1, one => one.Low), Side("the figure is larger", 0, one => one.High)]
        )
        {
            Guides = [new Guide(0, true, "as it is")],
        };
    }

    private static Series Points(string name, int colour, IReadOnlyList<TradeOffPoint> points) =>
        new(
            name,
            ResultKind.Quoted,
            [.. points.Select(point => point.TokensPerSecond)],
            [.. points.Select(point => point.Accuracy)]
        )
        {
            Colour = colour,
            Texts = [.. points.Select(point => point.Name)],
        };
}
