using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Expected;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Expected;

public sealed class ExpectedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_was_written_is_found_again_and_a_larger_difference_than_its_error_is_named()
    {
        var first = Outcome(accuracy: 92.7, error: 0.3, speedup: 1.2, Agreement.Agrees);
        ExpectedCheck.Update(_folder["expected"], [first]).ShouldBe([_folder["expected/04.json"]]);
        var same = ExpectedCheck.Of(_folder["expected"], [first]);
        (same.Compared, same.Departures.Count).ShouldBe((3, 0));
        same.Lines().ShouldBe(["All 3 expected values and verdicts were found again."]);

        // Within two standard errors, and half a percent
        ExpectedCheck
            .Of(_folder["expected"], [Outcome(93.1, 0.3, 1.205, Agreement.Agrees)])
            .Departures.ShouldBeEmpty();
        ExpectedCheck
            .Of(_folder["expected"], [Outcome(93.4, 0.3, 1.21, Agreement.Disagrees)])
            .Departures.Select(departure => departure.ToString())
            .ShouldBe([
                "04-mini, verdict on Figure 4: expected agrees, found disagrees",
                "04-mini, mini | k=1 | Accuracy: expected 92.7 ± 0.6, found 93.4",
                "04-mini, mini | k=1 | Speedup: expected 1.2 ± 0.006, found 1.21",
            ]);
    }

    [Fact]
    public void Other_parameters_a_failed_run_and_a_missing_file_are_not_compared()
    {
        var outcome = Outcome(92.7, 0.3, 1.2, Agreement.Agrees);
        ExpectedCheck.Of(_folder["expected"], [outcome]).NotCompared.ShouldBe(["04-mini"]);
        ExpectedCheck.Update(_folder["expected"], [outcome]);
        ExpectedCheck
            .Of(
                _folder["expected"],
                [outcome with { Run = new RunResult(RunStatus.Failed, TimeSpan.Zero, "cell 1", "no") }]
            )
            .Compared.ShouldBe(0);
        outcome.Notebook.CodeCells.First()["metadata"] = new JsonObject
        {
            ["tags"] = new JsonArray("injected-parameters"),
        };
        ExpectedCheck.Of(_folder["expected"], [outcome]).NotCompared.ShouldBe(["04-mini"]);
        ExpectedCheck.Update(_folder["expected"], [outcome]).ShouldBeEmpty();
    }

    [Fact]
    public void A_verdict_that_is_the_machines_own_is_not_expected()
    {
        var outcome = Outcome(92.7, 0.3, 1.2, Agreement.Agrees);
        outcome.Notebook.Ours["expected"]!["machine"] = new JsonArray("Figure 4");
        ExpectedResults.Of(outcome).Verdicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_value_that_is_no_longer_published_is_a_departure()
    {
        ExpectedCheck.Update(_folder["expected"], [Outcome(92.7, 0.3, 1.2, Agreement.Agrees)]);
        var none = new NotebookOutcome(Notebook([]), new RunResult(RunStatus.Finished, TimeSpan.Zero, null, null));
        ExpectedCheck.Of(_folder["expected"], [none]).Departures.ShouldAllBe(departure => departure.Found == "nothing");
    }

    [Fact]
    public void A_broken_file_is_refused_with_its_name()
    {
        _folder.Write("expected/04.json", "{\"notebook\": 1}");
        Should
            .Throw<MoeDataException>(() =>
                ExpectedCheck.Of(_folder["expected"], [Outcome(92.7, 0.3, 1.2, Agreement.Agrees)])
            )
            .Message.ShouldContain("04.json");
    }

    [Fact]
    public void A_table_without_a_row_has_no_values() =>
        new ExpectedTable("t", ["Policy"], [("Accuracy", "")]).Read("Policy,Accuracy\n").ShouldBeEmpty();

    [Theory]
    [InlineData("1")]
    [InlineData("{\"key\": [\"Policy\"]}")]
    [InlineData("{\"key\": {}, \"values\": {}}")]
    public void Metadata_of_another_form_is_refused_with_its_place(string table)
    {
        var outcome = Outcome(92.7, 0.3, 1.2, Agreement.Agrees);
        outcome.Notebook.Ours["expected"]!["tables"]!["mini"] = JsonNode.Parse(table);
        Should
            .Throw<MoeDataException>(() => ExpectedResults.Of(outcome))
            .Message.ShouldContain("metadata.moenotebooks.expected.tables.mini: is not {");
    }

    public void Dispose() => _folder.Dispose();

    private static NotebookOutcome Outcome(double accuracy, double error, double speedup, Agreement agreement)
    {
        var table = PublishedTable.Of(
            "mini",
            [
                new
                {
                    Policy = "k=1",
                    Accuracy = accuracy,
                    StandardError = error,
                    Speedup = speedup,
                },
            ],
            ResultKind.Synthetic,
            "c"
        );
        var verdict = new Verdict("Figure 4", "claim", "text", agreement, ResultKind.Synthetic);
        return new(
            Notebook([Published.Json(table), Published.Json(verdict)]),
            new RunResult(RunStatus.Finished, TimeSpan.Zero, null, null)
        );
    }

    private static Notebook Notebook(string[] published)
    {
        var root = Tests.Notebooks.Notebooks.Json("1");
        root["metadata"] = JsonNode.Parse(
            """{"moenotebooks": {"expected": {"tables": {"mini": {"key": ["Policy"], "values": {"Accuracy": "StandardError", "Speedup": null}}}}}}"""
        );
        root["cells"]![0]!["outputs"] = new JsonArray([
            .. published.Select(text =>
                (JsonNode)
                    new JsonObject
                    {
                        ["output_type"] = "execute_result",
                        ["data"] = new JsonObject { [Published.MimeType] = JsonNode.Parse(text) },
                    }
            ),
        ]);
        return new Notebook("04-mini.ipynb", root);
    }
}
