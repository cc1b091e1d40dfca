using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Ways to use fewer experts, and where layers need theirs.</summary>
public static class BeyondFigures
{
    /// <summary>Accuracy with its errors against predicted speed, a series for each family, and the points that nothing beats.</summary>
    /// <param name="beyond">The ways.</param>
    public static Figure Pareto(BeyondPaper beyond)
    {
        ArgumentNullException.ThrowIfNull(beyond);
        return Speeds("One Pareto front: accuracy against predicted speed", $"times the trained model's decode step (predicted: {beyond.Setting})", beyond.Points, beyond.Front, point => point.Speedup);
    }

    /// <summary>The same against the speed measured on this machine, on the mini model itself.</summary>
    /// <param name="beyond">The ways.</param>
    public static Figure Measured(BeyondPaper beyond)
    {
        ArgumentNullException.ThrowIfNull(beyond);
        return Speeds("The same ways, timed here", "times the trained model's tokens per second (measured on this machine, mini model)", beyond.Points, [], point => point.MeasuredSpeedup);
    }

    /// <summary>What one expert more is worth in each third of the depth, with one standard error.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="models">The models' thirds.</param>
    public static Figure Depth(string title, IReadOnlyList<(ResultKind Kind, IReadOnlyList<DepthSensitivity> Thirds)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return new(
            title,
            new Axis(string.Empty) { Ticks = [0, 1, 2], TickTexts = ["first third", "middle third", "last third"] },
            new Axis("points for one expert more"),
            [.. models.Select((model, place) => new Series(model.Thirds[0].Model, model.Kind, [0 + (0.06 * place), 1 + (0.06 * place), 2 + (0.06 * place)], [.. model.Thirds.Select(third => third.PointsPerExpert)])
            {
                Colour = place, Mark = Mark.PointsAndLine,
                Low = [.. model.Thirds.Select(third => third.PointsPerExpert - third.StandardError)],
                High = [.. model.Thirds.Select(third => third.PointsPerExpert + third.StandardError)],
            })])
        {
            Guides = [new Guide(0, false, "no use")],
        };
    }

    private static Figure Speeds(string title, string axis, IReadOnlyList<BeyondPoint> points, IReadOnlyList<BeyondPoint> front, Func<BeyondPoint, double> speed) => new(
        title, new Axis(axis), new Axis("mean accuracy (%)"),
        [
            .. points.GroupBy(point => point.Family).Select((family, place) => new Series(family.Key, ResultKind.Synthetic, [.. family.Select(speed)], [.. family.Select(point => point.Accuracy)])
            {
                Colour = place, Texts = [.. family.Select(point => point.Name)],
                Low = family.Any(point => point.StandardError is null) ? null : [.. family.Select(point => point.Accuracy - point.StandardError!.Value)],
                High = family.Any(point => point.StandardError is null) ? null : [.. family.Select(point => point.Accuracy + point.StandardError!.Value)],
            }),
            .. front.Count == 0 ? [] : new[] { Series.Of("beaten by none", ResultKind.Predicted, front.Select(point => (speed(point), point.Accuracy))) with { Colour = 6, Mark = Mark.Line } },
        ])
    {
        Guides = [new Guide(points[0].Accuracy, false, "trained model")],
    };
}
