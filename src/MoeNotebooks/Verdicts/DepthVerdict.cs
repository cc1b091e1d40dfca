using System.Globalization;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// Which third of the depth needs its experts most: what the paper's own rows say beside its sentence on directions.
/// </summary>
public static class DepthVerdict
{
    private const double Sure = 1.959964;

    /// <summary>
    /// The paper speaks of the ends only; whether the layers between matter least, as that silence would have it.
    /// </summary>
    /// <param name="thirds">One model's three thirds, from <see cref="DepthSensitivity.Of"/>.</param>
    /// <param name="kind">Where its numbers come from.</param>
    /// <param name="descendingClaimed">Whether the paper calls descending allocations best: the first third matters
    /// most; the last otherwise.</param>
    public static Verdict Of(IReadOnlyList<DepthSensitivity> thirds, ResultKind kind, bool descendingClaimed)
    {
        ArgumentNullException.ThrowIfNull(thirds);
        var claimed = thirds[Claimed(descendingClaimed)];
        var others = Others(descendingClaimed).Select(third => thirds[third]).ToArray();
        return Judge(
            thirds,
            kind,
            descendingClaimed,
            others.All(other => claimed.PointsPerExpert - other.PointsPerExpert > Sure * Error(claimed, other)),
            others.Any(other => other.PointsPerExpert - claimed.PointsPerExpert > Sure * Error(claimed, other))
        );
    }

    /// <summary>
    /// From answers: the claimed third against both others, question by question, each model held to what the paper
    /// says of its kind of router.
    /// </summary>
    /// <param name="models">The sweeps.</param>
    public static Verdict OfItems(IReadOnlyList<MiniSkipping> models) =>
        OverModels.Of(
            "by depth",
            "With a softmax router the first layers need their experts most; with a sigmoid router the last ones do.",
            models,
            OfItems
        );

    private static Verdict OfItems(MiniSkipping mini)
    {
        var descending = mini.Scoring == Scoring.Softmax;
        var tests = BaselineComparison.Compare([
            .. Others(descending)
                .Select(other =>
                    (
                        $"third {other}",
                        Contrast.Weighted(
                            mini.Allocations,
                            [
                                .. DepthSensitivity
                                    .Slope(mini, Claimed(descending))
                                    .Zip(DepthSensitivity.Slope(mini, other), (a, b) => a - b),
                            ]
                        )
                    )
                ),
        ]);
        return Judge(
            DepthSensitivity.OfItems(mini),
            mini.Curve.Kind,
            descending,
            tests.All(test => test.Finding == Finding.Better),
            tests.Any(test => test.Finding == Finding.Worse)
        );
    }

    private static int Claimed(bool descending) => descending ? 0 : 2;

    private static int[] Others(bool descending) => [1, descending ? 2 : 0];

    private static Verdict Judge(
        IReadOnlyList<DepthSensitivity> thirds,
        ResultKind kind,
        bool descendingClaimed,
        bool ahead,
        bool behind
    )
    {
        var (claimed, most) = (thirds[Claimed(descendingClaimed)], thirds.MaxBy(third => third.PointsPerExpert)!);
        return new Verdict(
            $"Figure 4, {claimed.Model}, by depth",
            descendingClaimed
                ? "Descending allocations are best: the first layers need their experts most."
                : "Ascending allocations are best: the last layers need their experts most.",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Points for one expert more, by third of the depth: {string.Join(", ", thirds.Select(Text))}. The {most.Third} third is worth most"
            )
                + (
                    most == claimed
                        ? "."
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $": {most.PointsPerExpert - claimed.PointsPerExpert:0.00} points per expert more than the {claimed.Third}{(most == thirds[1] ? ", which a comparison of both directions cannot see" : string.Empty)}."
                        )
                ),
            ahead ? Agreement.Agrees
                : behind ? Agreement.Disagrees
                : Agreement.Undecided,
            kind
        );
    }

    private static string Text(DepthSensitivity third) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{third.Third} {third.PointsPerExpert:0.00} ± {third.StandardError:0.00}"
        );

    private static double Error(DepthSensitivity one, DepthSensitivity other) =>
        Math.Sqrt((one.StandardError * one.StandardError) + (other.StandardError * other.StandardError));
}
