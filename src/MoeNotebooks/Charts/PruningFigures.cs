using System.Globalization;
using MoeNotebooks.Paper;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Table 2 as pictures: accuracy after pruning, by what the kept experts were chosen.</summary>
public static class PruningFigures
{
    /// <summary>The paper's rows.</summary>
    /// <param name="rows">Table 2; the baseline is its full model.</param>
    public static Figure Quoted(IReadOnlyList<PruningAccuracyRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var full = rows.Single(row => row.Method == "baseline");
        var methods = rows.Where(row => row != full)
            .GroupBy(row => row.Method)
            .OrderByDescending(method => method.Max(row => row.Scores.Mean))
            .Index();
        return Accuracy(
            "Table 2: DeepSeek-V2-Lite after pruning",
            full.Scores.Mean,
            methods.Select(method =>
                Series.Of(
                    method.Item.Key.Replace('_', ' '),
                    ResultKind.Quoted,
                    method.Item.Select(row => (100.0 * row.Experts / full.Experts, row.Scores.Mean))
                ) with
                {
                    Colour = method.Index,
                }
            )
        );
    }

    /// <summary>
    /// The same for a model that was run; bars are one standard error, of the random draws all that they span.
    /// </summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="compared">The comparison.</param>
    /// <param name="criteria">Which criteria are drawn, at most seven.</param>
    public static Figure Accuracy(string title, PruningComparison compared, IReadOnlyList<string> criteria)
    {
        ArgumentNullException.ThrowIfNull(compared);
        return Accuracy(
            title,
            compared.Full,
            criteria
                .Index()
                .Select(criterion => Line(compared, criterion.Item, criterion.Index))
                .Where(series => series.X.Count > 0)
        );
    }

    /// <summary>
    /// Every criterion against the soft count of the same size, with 95 % intervals that hold together.
    /// </summary>
    /// <param name="compared">The comparison.</param>
    public static Figure AgainstSoftCount(PruningComparison compared)
    {
        ArgumentNullException.ThrowIfNull(compared);
        var rows = compared.Rows.Where(row => row.Criterion != CriterionFormula.SoftCount.Name).ToArray();
        string[] names = [.. rows.Select(row => row.Criterion).Distinct()];
        var sizes = rows.GroupBy(row => row.KeptPercent).OrderByDescending(size => size.Key).ToArray();
        return new(
            $"{compared.Model}: criteria against the soft count",
            new Axis(string.Empty)
            {
                Ticks = [.. names.Select((_, i) => (double)i)],
                TickTexts = [.. names.Select(Short)],
                From = -0.6,
                To = names.Length - 0.4,
            },
            new Axis("difference from soft count (points)"),
            [
                .. sizes.Select(
                    (size, s) =>
                        Series.Of(
                            string.Create(CultureInfo.InvariantCulture, $"{size.Key:0.#} % kept"),
                            compared.Kind,
                            size.Select(row =>
                                (
                                    Array.IndexOf(names, row.Criterion) + (0.22 * (s - ((sizes.Length - 1) / 2.0))),
                                    row.VsSoftCount
                                )
                            )
                        ) with
                        {
                            Colour = s,
                            Low = [.. size.Select(row => row.Low95)],
                            High = [.. size.Select(row => row.High95)],
                            Texts = [.. size.Select(row => $"{row.Criterion}: {row.Finding}")],
                        }
                ),
            ]
        )
        {
            Guides = [new Guide(0, false, "soft count")],
        };
    }

    /// <summary>How alike criteria rank experts: Spearman's correlation, the mean over the layers.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="criteria">The criteria.</param>
    /// <param name="correlations">[criteria][criteria].</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Figure Correlations(
        string title,
        IReadOnlyList<PruningCriterion> criteria,
        IReadOnlyList<IReadOnlyList<double>> correlations,
        ResultKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(criteria);
        ArgumentNullException.ThrowIfNull(correlations);
        string[] names = [.. criteria.Select(criterion => Short(criterion.Name))];
        return new(title, HeatMap.AxisOf(string.Empty, names), HeatMap.AxisOf(string.Empty, names), [])
        {
            Height = 520,
            Heat = new HeatMap(correlations, -1, 1, "rank correlation", kind) { Diverging = true },
            Boxes =
            [
                .. from r in Enumerable.Range(0, names.Length)
                from c in Enumerable.Range(0, names.Length)
                where double.IsFinite(correlations[r][c])
                select new Box(
                    c - 0.5,
                    r - 0.5,
                    1,
                    1,
                    (Math.Round(correlations[r][c], 1) + 0.0).ToString("0.0", CultureInfo.InvariantCulture)
                )
                {
                    TextOnly = true,
                },
            ],
        };
    }

    private static Figure Accuracy(string title, double full, IEnumerable<Series> series) =>
        new(
            title,
            new Axis("experts kept (% of all)"),
            new Axis("mean accuracy (%)"),
            [.. series.Select(one => one with { Mark = Mark.PointsAndLine })]
        )
        {
            Guides = [new Guide(full, false, string.Create(CultureInfo.InvariantCulture, $"full model {full:0.0}"))],
        };

    private static Series Line(PruningComparison compared, string criterion, int colour)
    {
        PruningRow[] rows = [.. compared.Rows.Where(row => row.Criterion == criterion).OrderBy(row => row.KeptPercent)];
        IReadOnlyList<double> Draws(PruningRow row) =>
            criterion == PruningComparison.Random
                ? compared.Draws.GetValueOrDefault(row.KeptPercent, [row.Accuracy])
                : [];
        double Reach(PruningRow row) => row.StandardError ?? 0;
        return Series.Of(criterion, compared.Kind, rows.Select(row => (row.KeptPercent, row.Accuracy))) with
        {
            Colour = colour,
            Low = [.. rows.Select(row => Draws(row).Append(row.Accuracy - Reach(row)).Min())],
            High = [.. rows.Select(row => Draws(row).Append(row.Accuracy + Reach(row)).Max())],
        };
    }

    /// <summary>Names that fit below an axis.</summary>
    private static string Short(string criterion) =>
        criterion switch
        {
            "soft-count" => "soft",
            "hard-count" => "hard",
            "weighted-ean" => "wEAN",
            "reconstruction" => "recon.",
            "even indices" => "even",
            "odd indices" => "odd",
            _ when criterion.EndsWith(", global", StringComparison.Ordinal) => Short(criterion[..^", global".Length])
                .Split('-')[0] + " gl.",
            _ => criterion,
        };
}
