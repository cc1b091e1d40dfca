using System.Globalization;
using System.Text;
using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Scores;
using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Reports;

/// <summary>All notebooks on one page: the verdicts first, then each notebook's text, charts and tables.</summary>
internal static class ReproduceReport
{
    private const string Title = "Faster MoE LLM inference, reproduced";
    private const string QuickRun =
        "This was a quick run, with small parameters: it shows that everything works, not the results.";

    private static readonly (string Id, string Name)[] Parts =
    [
        ("scoreboard", "Scoreboard"),
        ("verdicts", "Verdicts"),
        ("expected", "Expected values"),
        ("paper", "Table 1 and errata"),
    ];

    private static readonly (ResultKind Kind, string Meaning)[] Kinds =
    [
        (
            ResultKind.Quoted,
            "from the paper, as published; fits and tests of its rows, which their titles name, are this kit's"
        ),
        (
            ResultKind.Measured,
            "measured with real shapes or models: on this machine, or on the one H100 where it says so"
        ),
        (
            ResultKind.Synthetic,
            "measured here on the mini models and the mini world: the effect, not its size in a large model"
        ),
        (ResultKind.Predicted, "computed from an equation or a cost model"),
    ];

    public static string Write(RunResults results)
    {
        var outcomes = results.Outcomes;
        var navigation = new StringBuilder("<ol>").AppendJoin(
            string.Empty,
            Parts.Select(part => $"<li class=\"part\"><a href=\"#{part.Id}\">{part.Name}</a></li>")
        );
        var body = new StringBuilder(ScoreboardHtml.Write(results.Scores))
            .Append(Verdicts(outcomes))
            .Append(Expected(results.Check))
            .Append(PaperHtml.Write());
        for (var i = 0; i < outcomes.Count; i++)
        {
            AddNotebook(outcomes[i], Anchor(i), navigation, body);
        }

        return HtmlPage.Write(Title, Header(results.Facts), navigation.Append("</ol>").ToString(), body.ToString());
    }

    private static string Anchor(int index) => string.Create(CultureInfo.InvariantCulture, $"notebook{index + 1}");

    // csharpier-ignore - a text, which reads as it is written
    private static string Header(ReportFacts facts) => $"""
        <h1>{Title}</h1>
        <p class="lead">What the notebooks of MoeNotebooks found for the claims of “Faster MoE LLM Inference for Extremely Large
        Models” (arXiv 2505.03531).{(facts.Quick ? " " + QuickRun : string.Empty)}</p>
        <p class="facts"><span>{HtmlText.Escape(facts.When)}</span> <span>MoeNotebooks {HtmlText.Escape(facts.Version)}</span>
        <span>{HtmlText.Escape(facts.Runtime)}</span> <span>{HtmlText.Escape(facts.Processor)}</span></p>
        <ul class="legend">{string.Concat(Kinds.Select(kind => $"<li>{VerdictHtml.Badge(kind.Kind)} {kind.Meaning}</li>"))}</ul>

        """;

    private static string Verdicts(IReadOnlyList<NotebookOutcome> outcomes)
    {
        var rows = outcomes.SelectMany(
            (outcome, i) =>
            {
                var thumbnails = Thumbnails.Of(outcome.Notebook, Anchor(i));
                return outcome.Verdicts.Select(verdict =>
                    VerdictHtml.Row(verdict, Anchor(i), outcome.Run.Elapsed, thumbnails.For(verdict.Figure))
                );
            }
        );
        return $"""
            <h2 id="verdicts">Verdicts</h2>
            <table class="verdicts"><thead><tr><th>Figure</th><th>The paper’s claim</th><th>Found here</th><th>Numbers</th><th>Seconds</th></tr></thead>
            <tbody>
            {string.Concat(rows)}</tbody></table>
            <p class="facts">Seconds are those of the whole notebook; a picture leads to its chart.</p>

            """;
    }

    private static string Expected(ExpectedCheck check) =>
        $"""
            <h2 id="expected">Expected values</h2>
            {string.Concat(
                check.Lines().DefaultIfEmpty("No expected values were compared.").Select(line =>
                    $"<p>{HtmlText.Escape(line)}</p>\n"
                )
            )}
            """;

    private static void AddNotebook(
        NotebookOutcome outcome,
        string anchor,
        StringBuilder navigation,
        StringBuilder body
    )
    {
        var notebook = new NotebookHtml(outcome.Notebook, anchor);
        body.Append(
            CultureInfo.InvariantCulture,
            $"<article class=\"notebook\" id=\"{anchor}\">\n{Failure(outcome.Run)}{notebook.Body()}</article>\n"
        );
        navigation.Append(
            CultureInfo.InvariantCulture,
            $"<li class=\"part\"><a href=\"#{anchor}\">{HtmlText.Escape(outcome.Notebook.Title)}</a><ol>"
        );
        foreach (var (id, text) in notebook.Headings)
        {
            navigation.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{id}\">{text}</a></li>");
        }

        navigation.Append("</ol></li>");
    }

    private static string Failure(RunResult run) =>
        run.Status == RunStatus.Finished
            ? string.Empty
            : $"<p class=\"failed\">This notebook {(run.Status == RunStatus.Stopped ? "was stopped" : "failed")} in {HtmlText.Escape(run.Where ?? "a cell")}: {HtmlText.Escape(run.ShortError)}</p>\n";
}
