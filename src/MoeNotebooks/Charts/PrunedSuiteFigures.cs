using System.Globalization;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Charts;

/// <summary>Pruning on several models side by side.</summary>
public static class PrunedSuiteFigures
{
    private const double Apart = 0.8; // so that bars of one size stand side by side, in percent kept

    /// <summary>
    /// What the soft count and chance lose against each full model; bars are the 95 % intervals of the table, corrected
    /// for its rows.
    /// </summary>
    /// <param name="models">The comparisons.</param>
    public static Figure Losses(IReadOnlyList<PruningComparison> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return new(
            "Lost against the full model",
            new Axis("experts kept (% of all)"),
            new Axis("points"),
            [
                .. models
                    .Index()
                    .SelectMany(model =>
                        new[] { CriterionFormula.SoftCount.Name, PruningComparison.Random }
                            .Index()
                            .Select(criterion =>
                                Line(model.Item, criterion.Item, (2 * model.Index) + criterion.Index, models.Count)
                            )
                    ),
            ]
        )
        {
            Guides = [new Guide(0, false, "full model")],
        };
    }

    /// <summary>
    /// The soft count's lead over each random choice, and over chance as such with its 95 % interval.
    /// </summary>
    /// <param name="tests">One for each model.</param>
    /// <param name="kind">Where the numbers come from.</param>
    public static Figure Leads(IReadOnlyList<ChanceTest> tests, ResultKind kind)
    {
        ArgumentNullException.ThrowIfNull(tests);
        return new(
            "Soft count against random choices",
            new Axis(string.Empty)
            {
                Ticks = [.. tests.Select((_, i) => (double)i)],
                TickTexts = [.. tests.Select(test => Text($"{test.Row.Model}, {test.Row.KeptPercent:0} %"))],
                From = -0.6,
                To = tests.Count - 0.4,
            },
            new Axis("lead of the soft count (points)"),
            [
                Series.Of(
                    "over each draw, on its questions",
                    kind,
                    tests.Index().SelectMany(test => test.Item.Leads.Select(lead => (test.Index - 0.1, lead)))
                ) with
                {
                    Colour = 1,
                },
                Series.Of(
                    "over all draws, 95 %",
                    kind,
                    tests.Index().Select(test => (test.Index + 0.1, test.Item.Row.Difference))
                ) with
                {
                    Low = [.. tests.Select(test => test.Row.Low95)],
                    High = [.. tests.Select(test => test.Row.High95)],
                    Texts = [.. tests.Select(test => "beats chance: " + test.Row.Beats)],
                },
            ]
        )
        {
            Guides = [new Guide(0, false, "chance")],
        };
    }

    private static Series Line(PruningComparison compared, string criterion, int place, int models)
    {
        PruningRow[] rows = [.. compared.Rows.Where(row => row.Criterion == criterion).OrderBy(row => row.KeptPercent)];
        return Series.Of(
            $"{compared.Model}, {criterion}",
            compared.Kind,
            rows.Select(row => (row.KeptPercent + (Apart * (place - models + 0.5)), row.Loss))
        ) with
        {
            Colour = place,
            Mark = Mark.PointsAndLine,
            Low = [.. rows.Select(row => row.LossLow95)],
            High = [.. rows.Select(row => row.LossHigh95)],
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
