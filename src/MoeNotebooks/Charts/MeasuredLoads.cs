using MoeNotebooks.Loadtest;
using MoeNotebooks.Results;

namespace MoeNotebooks.Charts;

/// <summary>Lays what load tests measured over figures 3 and 5.</summary>
public static class MeasuredLoads
{
    /// <summary>Adds a line of measured points for each configuration that the figure shows, in its colour.</summary>
    /// <param name="figure">A figure of <see cref="ThroughputFigures.Throughput"/>.</param>
    /// <param name="results">Closed loops; open ones and lines without a label are left out.</param>
    public static Figure WithMeasured(this Figure figure, IReadOnlyList<LoadResult> results)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(results);
        var added =
            from result in results
            where result is { Column: not null, Concurrency: not null }
            group result by (Column: result.Column!, result.Backend, result.Hardware) into line
            let name = ThroughputFigures.Name(line.Key.Column)
            let drawn = figure.Series.FirstOrDefault(series => series.Name == name)
            where drawn is not null
            select Series.Of(
                name,
                ResultKind.Measured,
                line.OrderBy(one => one.Concurrency)
                    .Select(one => ((double)one.Concurrency!.Value, one.TokensPerSecond))
            ) with
            {
                Colour = drawn.Colour,
                Mark = Mark.PointsAndLine,
                MeasuredOn = line.Key.Hardware is { } hardware ? $"{line.Key.Backend}, {hardware}" : line.Key.Backend,
            };
        return figure with { Series = [.. figure.Series, .. added] };
    }
}
