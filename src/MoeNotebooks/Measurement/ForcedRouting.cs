using MoeNotebooks.Errors;
using MoeNotebooks.Performance;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Measurement;

/// <summary>
/// A control for the weakened batch effect: the same layer, tokens and code, with the experts chosen for it.
/// </summary>
/// <remarks>
/// On the same n_a experts a mixture reads what its dense twin reads, so what it takes longer is dispatch: ordering,
/// gathering, adding up. Experts in turn read as many as can be hit, so what they take longer is reading.
/// </remarks>
public static class ForcedRouting
{
    private static readonly RoutingPattern[] Patterns =
    [
        RoutingPattern.Router,
        RoutingPattern.SameExperts,
        RoutingPattern.RoundRobin,
    ];

    /// <summary>Times a mixture under every pattern, and its dense twin, side by side.</summary>
    /// <param name="mixture">The mixture.</param>
    /// <param name="options">Batch sizes, repeats, precision, device.</param>
    /// <param name="progress">Told of every run.</param>
    /// <param name="time">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="cancel">Stops between two runs.</param>
    /// <exception cref="MoeUsageException">An option is out of range, or the layer is no mixture.</exception>
    public static IReadOnlyList<ForcedPoint> Measure(
        LayerShape mixture,
        LatencyOptions options,
        IProgressReporter progress,
        TimeProvider? time = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(mixture);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        options.Validate();
        if (mixture.IsDense)
        {
            throw new MoeUsageException("forced routing", $"{mixture.Name} is dense; there is nothing to route");
        }

        using var layer = new RandomLayer(mixture, options.DType, options.Seed, options.Place);
        using var twin = new RandomLayer(mixture.DenseTwin, options.DType, options.Seed + 1, options.Place);
        (RandomLayer Layer, RoutingPattern Pattern)[] runs =
        [
            .. Patterns.Select(pattern => (layer, pattern)),
            (twin, RoutingPattern.Router),
        ];
        var timer = new BatchTimer(time ?? TimeProvider.System);
        var found = new List<(int Tokens, bool Dense, RoutingPattern Pattern, double Seconds, int Distinct)>();
        using var bar = progress.Begin(
            "Forcing the router",
            (long)(options.Repeats + 1) * options.Tokens.Count * runs.Length,
            "runs"
        );
        for (var repeat = -1; repeat < options.Repeats; repeat++) // the first does not count
        {
            foreach (var tokens in options.Order(repeat))
            {
                for (var turn = 0; turn < runs.Length; turn++)
                {
                    cancel.ThrowIfCancellationRequested();
                    var (timed, pattern) = runs[(turn + repeat + 1) % runs.Length];
                    var (seconds, distinct) = timer.Run(timed, tokens, options.BatchSeed(repeat, tokens), pattern);
                    found.AddRange(repeat < 0 ? [] : [(tokens, timed == twin, pattern, seconds, distinct)]);
                    bar.Advance();
                }
            }
        }

        return [.. options.Tokens.Select(tokens => Point(tokens))];

        ForcedPoint Point(int tokens)
        {
            var here = found.Where(run => run.Tokens == tokens).ToLookup(run => run.Dense);
            return new(
                mixture,
                tokens,
                Patterns.ToDictionary(
                    pattern => pattern,
                    pattern =>
                        (IReadOnlyList<double>)
                            [.. here[false].Where(run => run.Pattern == pattern).Select(run => run.Seconds)]
                ),
                [.. here[true].Select(run => run.Seconds)],
                here[false].Where(run => run.Pattern == RoutingPattern.Router).Average(run => run.Distinct)
            );
        }
    }
}
