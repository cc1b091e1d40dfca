using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Figure 4: whether descending or ascending allocations are better, shape by shape: one mean over shapes can hide that
/// they disagree.
/// </summary>
public static class DirectionVerdict
{
    private const double Level = 0.05;

    /// <summary>
    /// From rows without their answers: a sign test over the pairs of each shape, which speaks of these questions only.
    /// </summary>
    /// <param name="curve">The model's allocations.</param>
    /// <param name="descendingClaimed">Whether the paper calls descending allocations best; ascending ones
    /// otherwise.</param>
    public static Verdict OfRows(AccuracyCurve curve, bool descendingClaimed)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var shapes = MirrorPairs
            .Of(curve.Points)
            .Where(pair => pair.Difference != 0)
            .GroupBy(pair => ShapeOf(pair))
            .OrderBy(shape => shape.Key, StringComparer.Ordinal)
            .ToArray();
        var corrected = MultipleComparisons.Holm([.. shapes.Select(shape => SignTest([.. shape]))]);
        return Judge(
            curve.Name,
            curve.Kind,
            descendingClaimed,
            [.. shapes.Select((shape, i) => OfShape(shape.Key, [.. shape], corrected[i], curve.RunError))]
        );
    }

    /// <summary>
    /// From answers: both allocations of every pair answer the same questions, tested by clusters of related ones.
    /// </summary>
    /// <param name="mini">The sweep.</param>
    /// <param name="descendingClaimed">Whether the paper calls descending allocations best; ascending ones
    /// otherwise.</param>
    public static Verdict OfItems(MiniSkipping mini, bool descendingClaimed)
    {
        ArgumentNullException.ThrowIfNull(mini);
        return Judge(mini.Curve.Name, mini.Curve.Kind, descendingClaimed, mini.Directions);
    }

    /// <summary>
    /// The paper's contrast, each model held to what the paper says of its kind of router: softmax descending, sigmoid
    /// ascending.
    /// </summary>
    /// <param name="models">The sweeps.</param>
    public static Verdict OfItems(IReadOnlyList<MiniSkipping> models) =>
        OverModels.Of(
            "direction",
            "With a softmax router descending allocations are best; with a sigmoid router ascending ones are.",
            models,
            mini => OfItems(mini, mini.Scoring == Scoring.Softmax)
        );

    /// <summary>The shape of a pair: both have it.</summary>
    /// <param name="pair">The pair.</param>
    public static string ShapeOf(MirrorPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return pair.Descending.Shape switch
        {
            AllocationShape.Descending => "monotone",
            var shape => shape.ToString().ToLowerInvariant(),
        };
    }

    private static double SignTest(MirrorPair[] pairs) =>
        McNemar.ExactP(pairs.Count(pair => pair.Difference < 0), pairs.Count(pair => pair.Difference > 0));

    private static ShapeDirection OfShape(string shape, MirrorPair[] pairs, double p, double? runError)
    {
        var difference = pairs.Average(pair => pair.Difference);
        var won = pairs.Count(pair => pair.Difference > 0);
        var noise = runError is { } error
            ? Text($", run noise {Math.Sqrt(2.0 / pairs.Length) * error:F2}")
            : string.Empty;
        return new(
            shape,
            pairs.Length,
            difference,
            Text($"{won} to {pairs.Length - won}, sign test {PValue.InWords(p)}{noise}"),
            p > Level ? Finding.Undecided
                : won > pairs.Length - won ? Finding.Better
                : Finding.Worse
        );
    }

    private static Verdict Judge(
        string name,
        ResultKind kind,
        bool descendingClaimed,
        IReadOnlyList<ShapeDirection> shapes
    )
    {
        var claimed = descendingClaimed ? Finding.Better : Finding.Worse;
        var opposite = descendingClaimed ? Finding.Worse : Finding.Better;
        var basis =
            kind == ResultKind.Quoted
                ? "The paper prints no answers, so this holds for its questions; pairs of a shape share layers, which makes the sign test a guide."
                : "Tested answer by answer, by clusters of related questions; p is corrected for the number of shapes.";
        return new Verdict(
            $"Figure 4, {name}, direction",
            descendingClaimed ? "Descending allocations are best." : "Ascending allocations are best.",
            (
                shapes.Count == 0
                    ? "No two allocations are mirror images that differ. "
                    : "Descending minus ascending in mirror images, which have the same experts in the opposite order, by shape: "
            )
                + string.Concat(
                        shapes.Select(shape =>
                            Text(
                                $"{shape.Shape} {shape.Difference:+0.00;-0.00;0.00} points ({Count(shape.Pairs)}, {shape.Evidence}): {shape.InWords}; "
                            )
                        )
                    )
                    .TrimEnd(' ', ';')
                + (shapes.Count == 0 ? "" : ". ")
                + basis,
            Parts.Together([
                .. shapes.Select(shape =>
                    shape.Finding == claimed ? true
                    : shape.Finding == opposite ? false
                    : (bool?)null
                ),
            ]),
            kind
        );
    }

    private static string Count(int pairs) => pairs == 1 ? "1 pair" : Text($"{pairs} pairs");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
