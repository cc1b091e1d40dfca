using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Scores;

namespace MoeNotebooks.Cli.Reports;

/// <summary>All that a run of notebooks came to: what is written, shown and compared.</summary>
/// <param name="Outcomes">Notebook by notebook.</param>
/// <param name="Scores">The scoreboard.</param>
/// <param name="Check">Beside the expected values.</param>
/// <param name="Facts">The run itself.</param>
internal sealed record RunResults(
    IReadOnlyList<NotebookOutcome> Outcomes,
    IReadOnlyList<ScoreRow> Scores,
    ExpectedCheck Check,
    ReportFacts Facts
)
{
    public static RunResults Of(IReadOnlyList<NotebookOutcome> outcomes, ReproduceOptions options, TimeProvider time) =>
        new(
            outcomes,
            Scoreboard.Of(ScoreSources.Of(outcomes)),
            ExpectedCheck.Of(options.Expected, outcomes),
            ReportFacts.Now(options, time)
        );
}
