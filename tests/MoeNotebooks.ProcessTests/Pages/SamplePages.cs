using System.Text.Json.Nodes;
using MoeNotebooks.Charts;
using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Cli.Scores;
using MoeNotebooks.Results;

namespace MoeNotebooks.ProcessTests.Pages;

/// <summary>Pages that hold one of everything and change with the look only, not with what notebooks find.</summary>
internal static class SamplePages
{
    private static readonly Verdict Part = new(
        "Figure 2a",
        "Latency per token falls with the number of tokens until every expert is used.",
        "It falls from 41 to 9 µs and rises nowhere by more than its error.",
        Agreement.AgreesInPart,
        ResultKind.Measured
    );

    private static readonly Verdict Against = new(
        "Table 2",
        "The soft count beats every other criterion.",
        "It is 1.2 ± 0.5 points below the best of twenty random choices.",
        Agreement.Disagrees,
        ResultKind.Synthetic
    );

    /// <summary>The page of one notebook.</summary>
    public static string OfNotebook() => NotebookReport.Write(Sample());

    /// <summary>The page of <c>moe reproduce</c>: what one notebook found, and one that failed.</summary>
    public static string OfReproduction()
    {
        NotebookOutcome[] outcomes =
        [
            new(Sample(), new RunResult(RunStatus.Finished, TimeSpan.FromSeconds(12.4), null, null)),
            new(
                Notebook(
                    "02-other",
                    Markdown("# What stopped\n\n**Question.** What does a page show of a run that failed?"),
                    Shown(Against)
                ),
                new RunResult(
                    RunStatus.Failed,
                    TimeSpan.FromSeconds(3),
                    "cell 2 ('b')",
                    "MoeDataException: answers.db: is damaged"
                )
            ),
        ];
        return ReproduceReport.Write(
            new RunResults(
                outcomes,
                Scoreboard.Of(ScoreSources.Of(outcomes)),
                new ExpectedCheck(212, [], ["02-other"]),
                new ReportFacts(
                    "2026-11-28 12:00 UTC",
                    "1.0.0 (0123456789)",
                    ".NET 10.0.0, Linux",
                    "A processor, 2 cores",
                    Quick: true
                )
            )
        );
    }

    private static Notebook Sample() =>
        Notebook(
            "01-sample",
            Markdown(
                """
                # A page with one of everything

                **Question.** Does *every* part show as it should? A paragraph long enough to be broken into lines on a narrow page, with `code`, a [link](https://example.org/a) and μ ± σ ≤ 3 ·10⁻³.

                > A remark that is quoted, and runs over two lines on a telephone at the very least.

                | k | what is left |
                |---|---|
                | 6 | all of it |
                | 2 | less |
                """
            ),
            Code(
                "var curve = Curve.Of(model);\ncurve.Show();",
                Stream("6 experts: 88.9 ± 0.5\n1 expert:  48.3 ± 0.9\n", "stdout"),
                Stream("a warning of a library\n", "stderr")
            ),
            Markdown("## Charts"),
            Shown(Curves()),
            Shown(Heat()),
            Shown(Bars()),
            Shown(Drawing()),
            Markdown("## Tables\n\n1. what was counted\n2. what it came to"),
            Shown(
                PublishedTable.Of(
                    "sample",
                    Enumerable
                        .Range(1, 24)
                        .Select(k => new
                        {
                            Experts = k,
                            MedianMicrosecondsPerToken = 40.0 / k,
                            Policy = $"layers 1 to {k} use {k} experts per token",
                        }),
                    ResultKind.Measured,
                    "What skipping does to latency"
                )
            ),
            Shown(Part),
            Shown(Against),
            Code(
                "throw new Exception();",
                new JsonObject
                {
                    ["output_type"] = "error",
                    ["ename"] = "E",
                    ["evalue"] = "v",
                    ["traceback"] = new JsonArray(
                        "MoeUsageException: --experts: is 7, the model has 6",
                        "   at Cell 9"
                    ),
                }
            )
        );

    private static Figure Curves() =>
        new(
            "Figure 2a: latency per token, a title long enough to wrap on a telephone",
            new Axis("tokens per step", Log: true),
            new Axis("latency (µs per token)"),
            [
                new Series(
                    "a MoE layer of 64 experts",
                    ResultKind.Measured,
                    [1, 4, 16, 64, 256, 1024],
                    [41, 38, 30, 18, 11, 9]
                )
                {
                    Mark = Mark.PointsAndLine,
                    Low = [39, 36, 28, 17, 10, 8],
                    High = [43, 40, 32, 19, 12, 10],
                },
                new Series(
                    "a dense FFN of the same size",
                    ResultKind.Measured,
                    [1, 4, 16, 64, 256, 1024],
                    [36, 12, 6, 4, 3, 3]
                )
                {
                    Colour = 1,
                    Mark = Mark.PointsAndLine,
                },
                new Series("equation 3", ResultKind.Predicted, [1, 4, 16, 64, 256, 1024], [40, 37, 31, 19, 12, 8])
                {
                    Colour = 6,
                    Mark = Mark.Line,
                },
                new Series("DeepSeek-V2-Lite", ResultKind.Quoted, [1, 16, 256], [35, 25, 14]) { Colour = 2 },
            ]
        )
        {
            Guides = [new Guide(64, true, "every expert in use"), new Guide(20, false, "half")],
        };

    private static Figure Heat() =>
        new(
            "Use of experts by layer",
            HeatMap.AxisOf("expert", [.. Enumerable.Range(0, 24).Select(i => $"{i}")]),
            HeatMap.AxisOf("layer", [.. Enumerable.Range(1, 9).Select(i => $"{i}")]),
            []
        )
        {
            Heat = new HeatMap(
                [
                    .. Enumerable
                        .Range(0, 9)
                        .Select(row =>
                            Enumerable.Range(0, 24).Select(column => (double)((row * 7) + (column * 5)) % 23).ToArray()
                        ),
                ],
                0,
                23,
                "choices that would have to go to another expert (%)",
                ResultKind.Synthetic
            ),
            Boxes = [.. Enumerable.Range(0, 9).Select(i => new Box(i - 0.5, i - 0.5, 1, 1, "0.5") { TextOnly = true })],
            Height = 320,
        };

    private static Figure Bars() =>
        new(
            "Losses side by side",
            new Axis("criterion")
            {
                Ticks = [0, 1, 2, 3],
                TickTexts = ["soft count", "hard count", "weights × outputs", "20 random choices"],
            },
            new Axis("points lost"),
            [
                new Series("mini-softmax", ResultKind.Synthetic, [0, 1, 2, 3], [18.9, 20.1, 17.4, 21.4])
                {
                    Mark = Mark.Bars,
                    Low = [18, 19, 16, 20],
                    High = [20, 21, 18, 23],
                },
            ]
        );

    private static Figure Drawing() =>
        new("A layer", Axis.None, Axis.None, [])
        {
            Boxes =
            [
                new Box(0, 0, 2, 1, "router"),
                new Box(3, 0, 2, 1, "expert 1\nof 64") { Colour = 0 },
                new Box(6, 0, 2, 1, "expert 2\nof 64") { Colour = 1 },
                new Box(9, 0, 2, 1, "sum") { TextOnly = true },
            ],
            Height = 200,
        };

    private static Notebook Notebook(string name, params JsonObject[] cells)
    {
        foreach (var (cell, i) in cells.Select((cell, i) => (cell, i)))
        {
            (cell["id"], cell["metadata"]) = ($"c{i}", new JsonObject());
        }

        return new Notebook(
            name + ".ipynb",
            new JsonObject { ["metadata"] = new JsonObject(), ["cells"] = new JsonArray(cells) }
        );
    }

    private static JsonObject Markdown(string source) => new() { ["cell_type"] = "markdown", ["source"] = source };

    private static JsonObject Code(string source, params JsonNode[] outputs) =>
        new()
        {
            ["cell_type"] = "code",
            ["source"] = source,
            ["outputs"] = new JsonArray(outputs),
        };

    private static JsonObject Stream(string text, string name) =>
        new()
        {
            ["output_type"] = "stream",
            ["name"] = name,
            ["text"] = text,
        };

    /// <summary>A cell that ends with a value, as the kit's formatters write it.</summary>
    private static JsonObject Shown<T>(T value)
        where T : notnull
    {
        var formatters =
            value is Figure
                ? new FigureFormatters().CreateTypeFormatters()
                : new ResultFormatters().CreateTypeFormatters();
        var data = new JsonObject();
        foreach (
            var formatter in formatters
                .OfType<NotebookFormatter<T>>()
                .Where(formatter => formatter.MimeType != "image/png")
        )
        {
            using var text = new StringWriter();
            formatter.Format(value, text);
            data[formatter.MimeType] = text.ToString();
        }

        return Code(
            "Show(value)",
            new JsonObject
            {
                ["output_type"] = "execute_result",
                ["metadata"] = new JsonObject(),
                ["data"] = data,
            }
        );
    }
}
